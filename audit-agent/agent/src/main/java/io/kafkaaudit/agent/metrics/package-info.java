/** JMX beans. */
@NullMarked
package io.kafkaaudit.agent.metrics;

import org.jspecify.annotations.NullMarked;
