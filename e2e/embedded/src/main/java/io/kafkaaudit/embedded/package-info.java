/** What demo and tests run on, in their own process: a real Kafka. */
@NullMarked
package io.kafkaaudit.embedded;

import org.jspecify.annotations.NullMarked;
