/** Restarts pods of an audited cluster that lack the agent, one at a time. */
@NullMarked
package io.kafkaaudit.operator.rollout;

import org.jspecify.annotations.NullMarked;
