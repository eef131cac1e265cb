/** The whole of it on one machine with nothing but a JDK, to watch. */
@NullMarked
package io.kafkaaudit.demo;

import org.jspecify.annotations.NullMarked;
