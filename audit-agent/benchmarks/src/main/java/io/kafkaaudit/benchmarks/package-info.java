/** What the agent costs. Not shipped; how to run it is in docs/benchmarks.md. */
@NullMarked
package io.kafkaaudit.benchmarks;

import org.jspecify.annotations.NullMarked;
