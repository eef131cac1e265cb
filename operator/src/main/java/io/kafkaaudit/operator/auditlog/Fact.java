package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.destination.KeyAccess;
import io.kafkaaudit.operator.injection.InjectionReport;
import io.kafkaaudit.operator.kafka.AgentReport;
import io.kafkaaudit.operator.kafka.ClientConfigFiles;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.LiveKeys;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Something that one step finds out and later steps need. A step runs when everything that it needs
 * is known, so that a failure stops only what depends on it. Compared by identity.
 *
 * @param <T> what is known
 */
final class Fact<T> {
  /** The admin's connection settings; found by {@link AcceptStep}. */
  static final Fact<DestinationAccess> ADMIN_ACCESS = new Fact<>("ADMIN_ACCESS");

  /** How keys connect, with the certificates that they trust; found by {@link AcceptStep}. */
  static final Fact<KeyAccess> KEY_ACCESS = new Fact<>("KEY_ACCESS");

  /** The destination, connected; found by {@link DestinationStep}. */
  static final Fact<Destination> DESTINATION = new Fact<>("DESTINATION");

  /** Name of the audit topic that no older AuditLog has; found by {@link ClaimStep}. */
  static final Fact<String> CLAIMED_TOPIC = new Fact<>("CLAIMED_TOPIC");

  /** Name of the audit topic, which was made or adopted; found by {@link TopicStep}. */
  static final Fact<String> OWN_TOPIC = new Fact<>("OWN_TOPIC");

  /** Kafka's id of the audit topic, which exists; found by {@link TopicStep}. */
  static final Fact<String> TOPIC_ID = new Fact<>("TOPIC_ID");

  /** Id of the agents' own key; found by {@link AccessStep}. */
  static final Fact<String> WRITER_ID = new Fact<>("WRITER_ID");

  /** The agents' own key as they use it; found by {@link WriterStep}. */
  static final Fact<ClientConfigFiles> WRITER = new Fact<>("WRITER");

  /** Ids of keys that could not be revoked in this pass; found by {@link RevokeStep}. */
  static final Fact<Set<String>> KEYS_TO_REVOKE = new Fact<>("KEYS_TO_REVOKE");

  /** What Kafka has of all keys, the writer key among them; found by {@link GrantStep}. */
  static final Fact<LiveKeys> LIVE_KEYS = new Fact<>("LIVE_KEYS");

  /** Pods and who of them has the agent; found by {@link InjectionStep}. */
  static final Fact<InjectionReport> PODS = new Fact<>("PODS");

  /** Revision of the settings that the agents should have; found by {@link SettingsStep}. */
  static final Fact<String> SETTINGS_REVISION = new Fact<>("SETTINGS_REVISION");

  /** What agents say of themselves; found by {@link ReportingStep}. */
  static final Fact<Collection<AgentReport>> AGENT_REPORTS = new Fact<>("AGENT_REPORTS");

  /** Keys that stay in a cluster that cannot be reached; found by {@link DestinationStep}. */
  static final Fact<Set<String>> KEYS_LEFT_BEHIND = new Fact<>("KEYS_LEFT_BEHIND");

  private final String name;

  private Fact(String name) {
    this.name = name;
  }

  /** What is known among these facts, where each is kept with what was found. */
  @SuppressWarnings("unchecked") // put() put a T
  Optional<T> in(Map<Fact<?>, Object> facts) {
    return Optional.ofNullable((T) facts.get(this));
  }

  void put(Map<Fact<?>, Object> facts, T value) {
    facts.put(this, value);
  }

  @Override
  public String toString() {
    return name;
  }
}
