/** Acts to bytes: the wire format. */
@NullMarked
package io.kafkaaudit.agent.event;

import org.jspecify.annotations.NullMarked;
