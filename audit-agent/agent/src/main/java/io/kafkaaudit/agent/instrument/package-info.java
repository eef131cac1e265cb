/** Puts the hooks into the broker's classes while they load. */
@NullMarked
package io.kafkaaudit.agent.instrument;

import org.jspecify.annotations.NullMarked;
