/**
 * What is captured: the policy, the lanes that carry acts to the encoder thread, and the account of
 * losses.
 */
@NullMarked
package io.kafkaaudit.agent.capture;

import org.jspecify.annotations.NullMarked;
