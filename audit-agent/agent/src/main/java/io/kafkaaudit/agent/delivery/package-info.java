/** Bytes to the destination cluster. Knows nothing of what the bytes mean. */
@NullMarked
package io.kafkaaudit.agent.delivery;

import org.jspecify.annotations.NullMarked;
