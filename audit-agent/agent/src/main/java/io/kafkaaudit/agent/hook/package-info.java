/** The static methods that broker threads enter. They never throw, lock or wait. */
@NullMarked
package io.kafkaaudit.agent.hook;

import org.jspecify.annotations.NullMarked;
