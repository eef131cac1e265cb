package io.kafkaaudit.contract;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;

/**
 * The agent's settings, as the operator writes them and the agent reads them ({@code
 * agent.properties}). Immutable and thread-safe.
 */
public final class AgentSettings {
  private final Map<Setting, String> values;
  private final List<CaptureRule> captureRules;
  private final Set<String> excludedPrincipals;

  AgentSettings(
      Map<Setting, String> values, List<CaptureRule> captureRules, Set<String> excludedPrincipals) {
    this.values = new EnumMap<>(values);
    this.captureRules = List.copyOf(captureRules);
    this.excludedPrincipals = Set.copyOf(excludedPrincipals);
  }

  /** Settings with every default. */
  public static AgentSettings defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads what {@link #toText()} writes, or what a person wrote.
   *
   * @throws SettingsException naming every key that is unknown or has a wrong value
   */
  public static AgentSettings parse(Properties properties) throws SettingsException {
    return SettingsCodec.parse(properties);
  }

  /** The same settings as sorted {@code .properties} text; equal settings give equal text. */
  public String toText() {
    return SettingsCodec.toText(toMap());
  }

  /** Key and value of each line of {@link #toText()}, sorted by key; no value is a secret. */
  public SortedMap<String, String> toMap() {
    return SettingsCodec.toMap(values, captureRules, excludedPrincipals);
  }

  /** Opaque; "" if the settings do not give one. */
  public String settingsRevision() {
    return text(Setting.SETTINGS_REVISION);
  }

  public String clusterName() {
    return text(Setting.CLUSTER_NAME);
  }

  public String topic() {
    return text(Setting.TOPIC);
  }

  public DeliveryPolicy deliveryPolicy() {
    return DeliveryPolicy.valueOf(text(Setting.DELIVERY_POLICY));
  }

  public Forwarded forwarded() {
    return Forwarded.valueOf(text(Setting.FORWARDED));
  }

  public List<CaptureRule> captureRules() {
    return captureRules;
  }

  /** Never covers management, denials or failed logins. */
  public Set<String> excludedPrincipals() {
    return excludedPrincipals;
  }

  public long reloadIntervalMillis() {
    return number(Setting.RELOAD_INTERVAL);
  }

  public long statusIntervalMillis() {
    return number(Setting.STATUS_INTERVAL);
  }

  public long responseTimeoutMillis() {
    return number(Setting.RESPONSE_TIMEOUT);
  }

  public long coalesceIntervalMillis() {
    return number(Setting.COALESCE_INTERVAL);
  }

  /** Denials of one source a second. */
  public int denialsRate() {
    return (int) number(Setting.DENIALS_RATE);
  }

  /** Bytes of memory for the whole agent. */
  public long memoryBytes() {
    return number(Setting.MEMORY_BYTES);
  }

  /** {@link #memoryBytes} of settings that do not give it. */
  public static long defaultMemoryBytes() {
    return Long.parseLong(Setting.MEMORY_BYTES.defaultValue);
  }

  public int managementSlots() {
    return (int) number(Setting.MANAGEMENT_SLOTS);
  }

  public int denialSlots() {
    return (int) number(Setting.DENIAL_SLOTS);
  }

  public int authenticationSlots() {
    return (int) number(Setting.AUTHENTICATION_SLOTS);
  }

  public int otherSlots() {
    return (int) number(Setting.OTHER_SLOTS);
  }

  public int outboxBytes() {
    return (int) number(Setting.OUTBOX_BYTES);
  }

  /** Whether the settings give a size, which then is not scaled with {@code memory.bytes}. */
  public boolean gives(Size size) {
    return values.containsKey(size.setting);
  }

  /** Sizes that otherwise follow from {@code memory.bytes}. */
  public enum Size {
    MANAGEMENT_SLOTS(Setting.MANAGEMENT_SLOTS),
    DENIAL_SLOTS(Setting.DENIAL_SLOTS),
    AUTHENTICATION_SLOTS(Setting.AUTHENTICATION_SLOTS),
    OTHER_SLOTS(Setting.OTHER_SLOTS),
    OUTBOX_BYTES(Setting.OUTBOX_BYTES);

    private final Setting setting;

    Size(Setting setting) {
      this.setting = setting;
    }
  }

  private String text(Setting setting) {
    return values.getOrDefault(setting, setting.defaultValue);
  }

  private long number(Setting setting) {
    return Long.parseLong(text(setting));
  }

  /** Collects settings; not thread-safe. Values are checked by {@link AgentSettings#parse}. */
  public static final class Builder {
    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final List<CaptureRule> captureRules = new ArrayList<>();
    private Set<String> excludedPrincipals = Set.of();

    private Builder() {}

    public Builder settingsRevision(String revision) {
      return with(Setting.SETTINGS_REVISION, revision);
    }

    public Builder clusterName(String name) {
      return with(Setting.CLUSTER_NAME, name);
    }

    public Builder topic(String topic) {
      return with(Setting.TOPIC, topic);
    }

    public Builder deliveryPolicy(DeliveryPolicy policy) {
      return with(Setting.DELIVERY_POLICY, policy.name());
    }

    public Builder forwarded(Forwarded forwarded) {
      return with(Setting.FORWARDED, forwarded.name());
    }

    /** Appends a rule; the first that matches an act decides. */
    public Builder captureRule(CaptureRule rule) {
      captureRules.add(rule);
      return this;
    }

    public Builder excludedPrincipals(Set<String> principals) {
      excludedPrincipals = principals;
      return this;
    }

    public Builder reloadIntervalMillis(long millis) {
      return with(Setting.RELOAD_INTERVAL, Long.toString(millis));
    }

    public Builder statusIntervalMillis(long millis) {
      return with(Setting.STATUS_INTERVAL, Long.toString(millis));
    }

    public AgentSettings build() {
      return new AgentSettings(values, captureRules, excludedPrincipals);
    }

    private Builder with(Setting setting, String value) {
      values.put(setting, value);
      return this;
    }
  }
}
