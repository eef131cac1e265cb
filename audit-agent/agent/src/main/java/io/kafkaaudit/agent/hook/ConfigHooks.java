package io.kafkaaudit.agent.hook;

import org.jspecify.annotations.Nullable;

/** Hook of the constructors of the broker's own configuration, {@code KafkaConfig}. */
public final class ConfigHooks {
  private static volatile @Nullable Object first;

  private ConfigHooks() {}

  /** A configuration was made; the first is that of the start, later ones have what changed. */
  public static void made(Object config) {
    if (first == null) {
      first = config;
    }
  }

  /** What the broker made of its files, command line and providers; null: it has not yet. */
  public static @Nullable Object config() {
    return first;
  }
}
