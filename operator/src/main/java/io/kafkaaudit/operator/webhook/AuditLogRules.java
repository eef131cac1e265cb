package io.kafkaaudit.operator.webhook;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.TopicDeletion;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.kafkaaudit.operator.owned.Age;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.Names;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.rules.SecretNames;
import io.kafkaaudit.operator.rules.TopicClaims;
import io.kafkaaudit.operator.rules.TopicClaims.Destinations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an AuditLog must agree on with the others and with its AuditCredentials. Pure. */
final class AuditLogRules {
  static final int MOST_NAMES = 5;

  private final AuditLog log;
  private final @Nullable AuditLogStatus status;
  private final List<String> refusals = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private AuditLogRules(AuditLog log, @Nullable AuditLogStatus status) {
    this.log = log;
    this.status = status;
  }

  /**
   * Judges one that is created or changed.
   *
   * @param old what is stored; null: it is created
   */
  static Verdict of(
      @Nullable AuditLog old,
      AuditLog log,
      Collection<AuditLog> logs,
      Collection<AuditCredential> credentials) {
    AuditLogRules rules = new AuditLogRules(log, old == null ? null : old.getStatus());
    for (AuditLog present : logs) {
      // One that is created now is the youngest, whatever its metadata say yet.
      if (!isSame(present, log) && (old == null || Age.isOlder(present, old))) {
        rules.topics(present);
        rules.pods(present);
      }
    }
    credentials.stream()
        .filter(credential -> AuditLogReferences.mayHaveKey(credential, log))
        .forEach(rules::secretName);
    if (old != null) {
      rules.keyLimit(old);
      rules.selector(old);
    }
    return new Verdict(rules.refusals, rules.warnings);
  }

  /** What its deletion means, for the person who asks for it. */
  static Verdict ofDeletion(AuditLog log, Collection<AuditCredential> credentials) {
    List<String> warnings = new ArrayList<>();
    List<String> holders =
        credentials.stream()
            .filter(credential -> AuditLogReferences.mayHaveKey(credential, log))
            .map(Names::of)
            .sorted()
            .toList();
    if (!holders.isEmpty()) {
      warnings.add(
          "the keys of AuditCredentials "
              + Names.list(holders, MOST_NAMES)
              + " are revoked, and their Secrets deleted");
    }
    if (log.getSpec().getDeletionPolicy().getTopic() == TopicDeletion.Delete) {
      warnings.add(
          "deletionPolicy.topic: topic "
              + log.getSpec().getTopic().getName()
              + " is deleted with all its events");
    }
    return new Verdict(List.of(), warnings);
  }

  private void topics(AuditLog older) {
    if (!TopicClaims.shareTopics(log, older)) {
      return;
    }
    String clusterId = status == null ? null : status.getClusterId();
    Destinations destinations = TopicClaims.destinations(log, clusterId, older);
    if (destinations == Destinations.SAME) {
      String topic = log.getSpec().getTopic().getName();
      boolean same = topic.equals(older.getSpec().getTopic().getName());
      boolean waits =
          older.getMetadata().getDeletionTimestamp() != null
              || older.getSpec().getDeletionPolicy().getTopic() == TopicDeletion.Delete
              || (same && topic.equals(OwnedObjects.annotation(log, Labels.ADOPT_TOPIC)));
      if (waits) {
        warnings.add(TopicClaims.conflict(log, older) + ", or wait until the older one is deleted");
      } else {
        String takeOver =
            ", or annotate this one with "
                + Labels.ADOPT_TOPIC
                + ": "
                + topic
                + " to take the topic over when the older one is deleted";
        refusals.add(TopicClaims.conflict(log, older) + (same ? takeOver : ""));
      }
    } else if (destinations == Destinations.UNKNOWN && TopicClaims.nameSameAddress(log, older)) {
      warnings.add(TopicClaims.conflict(log, older) + ", if the addresses are the same cluster");
    }
  }

  private void pods(AuditLog older) {
    if (InjectionRules.active(log)
        && InjectionRules.active(older)
        && log.getMetadata().getNamespace().equals(older.getMetadata().getNamespace())
        && LabelSelectors.overlap(
            log.getSpec().getCluster().getPodSelector(),
            older.getSpec().getCluster().getPodSelector())) {
      warnings.add(
          "cluster.podSelector: AuditLog "
              + older.getMetadata().getName()
              + " is older and may select the same pods, which then report to it alone: make one"
              + " selector narrower");
    }
  }

  private void secretName(AuditCredential credential) {
    SecretNames.conflict(credential, log)
        .ifPresent(
            message -> refusals.add("AuditCredential " + Names.of(credential) + ": " + message));
  }

  private void keyLimit(AuditLog old) {
    int live = AuditLogReferences.keys(old).size();
    int limit = log.getSpec().getAccess().getKeyLimit();
    if (limit < live && limit < old.getSpec().getAccess().getKeyLimit()) {
      warnings.add(
          "access.keyLimit: %d keys are live, more than %d: none is revoked, and none is given or rotated by Overlap until there are fewer"
              .formatted(live, limit));
    }
  }

  private void selector(AuditLog old) {
    boolean running =
        status != null
            && status.getAgents() != null
            && Objects.requireNonNullElse(status.getAgents().getInjected(), 0) > 0;
    boolean moved =
        !Objects.equals(
            old.getSpec().getCluster().getPodSelector(),
            log.getSpec().getCluster().getPodSelector());
    if (running && moved) {
      warnings.add(
          "cluster.podSelector: pods that it does not select any more keep the agent until they"
              + " are restarted");
    }
  }

  static boolean isSame(HasMetadata one, HasMetadata other) {
    return one.getMetadata().getName().equals(other.getMetadata().getName())
        && one.getMetadata().getNamespace().equals(other.getMetadata().getNamespace());
  }
}
