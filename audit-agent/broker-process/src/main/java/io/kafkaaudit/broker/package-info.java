/** Real broker processes for tests, demo and benchmarks. */
@NullMarked
package io.kafkaaudit.broker;

import org.jspecify.annotations.NullMarked;
