/** What demo and tests run on, in their own process: a real Kafka, and an API server in memory. */
@NullMarked
package io.kafkaaudit.embedded;

import org.jspecify.annotations.NullMarked;
