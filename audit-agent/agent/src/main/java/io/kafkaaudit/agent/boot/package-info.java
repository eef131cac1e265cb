/** Start-up: is this a broker, and how its parts are wired. */
@NullMarked
package io.kafkaaudit.agent.boot;

import org.jspecify.annotations.NullMarked;
