package io.kafkaaudit.contract;

import java.util.Arrays;
import java.util.List;

/** One key of {@code agent.properties}: what the reference prints and the codec checks. */
enum Setting {
  TOPIC(
      "topic",
      "audit-log-events",
      "Audit topic. Letters, digits, `.`, `_` and `-`, at most 242, so that `<topic>-agents` fits.",
      true),
  CLUSTER_NAME(
      "cluster.name", "", "Name of the audited cluster as lifecycle events show it.", true),
  SETTINGS_REVISION(
      "settings.revision",
      "",
      "Revision of these settings. A change is an event, and status tells which one is in force.",
      true),
  DELIVERY_POLICY(
      "delivery.policy", "BestEffort", "`BestEffort`: bounded memory, losses are named.", true),
  FORWARDED(
      "forwarded",
      "Controller",
      "Who reports requests that a broker forwards: `Controller`, or `Edge` while not every controller runs the agent.",
      true),
  RELOAD_INTERVAL(
      "reload.interval.ms", 5_000, 100, 600_000, "How often the directory is read again.", true),
  STATUS_INTERVAL(
      "status.interval.ms",
      10_000,
      100,
      600_000,
      "How often status is written to `<topic>-agents`.",
      true),
  RESPONSE_TIMEOUT(
      "response.timeout.ms",
      30_000,
      100,
      600_000,
      "A management request without a response for this long becomes an event with status UNKNOWN.",
      true),
  COALESCE_INTERVAL(
      "coalesce.interval.ms",
      1_000,
      10,
      60_000,
      "Equal denials and equal failed logins of one source within this time become one event with a count.",
      true),
  DENIALS_RATE(
      "denials.rate",
      100,
      1,
      1_000_000,
      "Denials, and failed logins, of one source (principal and address) that each become an event in a second. All further ones become one event per source, API and second, with a count.",
      true),
  MEMORY_BYTES(
      "memory.bytes",
      50_331_648,
      25_165_824,
      2_147_483_647,
      "Memory of the whole agent, in bytes; [below](#memory) is what it is divided into.",
      false),
  MANAGEMENT_SLOTS(
      "lane.management.slots",
      2_048,
      64,
      1_048_576,
      "Management requests that may wait for the encoder. Rounded up to a power of two.",
      false),
  DENIAL_SLOTS(
      "lane.denials.slots",
      4_096,
      64,
      1_048_576,
      "Denials that may wait for the encoder. Rounded up to a power of two.",
      false),
  AUTHENTICATION_SLOTS(
      "lane.authentication.slots",
      4_096,
      64,
      1_048_576,
      "Logins that may wait for the encoder. Rounded up to a power of two.",
      false),
  OTHER_SLOTS(
      "lane.other.slots",
      8_192,
      64,
      1_048_576,
      "Other acts that may wait for the encoder. Rounded up to a power of two.",
      false),
  OUTBOX_BYTES(
      "outbox.bytes",
      16_777_216,
      65_536,
      1_073_741_824,
      "Encoded events that may wait for the destination, in bytes.",
      false);

  final String key;
  final String defaultValue;
  final boolean numeric;
  final long min;
  final long max;
  final String description;
  final boolean reloadable;

  Setting(String key, String defaultValue, String description, boolean reloadable) {
    this(key, defaultValue, false, 0, 0, description, reloadable);
  }

  Setting(
      String key, long defaultValue, long min, long max, String description, boolean reloadable) {
    this(key, Long.toString(defaultValue), true, min, max, description, reloadable);
  }

  Setting(
      String key,
      String defaultValue,
      boolean numeric,
      long min,
      long max,
      String description,
      boolean reloadable) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.numeric = numeric;
    this.min = min;
    this.max = max;
    this.description = description;
    this.reloadable = reloadable;
  }

  static List<Setting> all() {
    return Arrays.asList(values());
  }
}
