package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.hook.ConfigHooks;
import io.kafkaaudit.agent.instrument.Coverage;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.jspecify.annotations.Nullable;

/**
 * The broker's configuration, from the broker itself: it alone knows its providers. Where its class
 * got no hook, it is read from the file that the command line names.
 */
final class ConfigSource implements Supplier<@Nullable BrokerConfig> {
  private final CommandLine command;
  private final Coverage coverage;

  ConfigSource(CommandLine command, Coverage coverage) {
    this.command = command;
    this.coverage = coverage;
  }

  /** Null: the broker has not read it yet. */
  @Override
  public @Nullable BrokerConfig get() {
    Object made = ConfigHooks.config();
    if (made instanceof AbstractConfig) {
      return BrokerConfig.resolved(((AbstractConfig) made).values());
    }
    return coverage.servesWithoutConfiguration() ? written() : null;
  }

  private BrokerConfig written() {
    try {
      return BrokerConfig.written(command.properties());
    } catch (IOException | RuntimeException e) {
      return BrokerConfig.unknown(e.toString());
    }
  }
}
