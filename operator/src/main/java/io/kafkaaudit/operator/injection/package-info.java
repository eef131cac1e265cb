/** What the controller does so that pods get the agent, and what it sees in them. */
@NullMarked
package io.kafkaaudit.operator.injection;

import org.jspecify.annotations.NullMarked;
