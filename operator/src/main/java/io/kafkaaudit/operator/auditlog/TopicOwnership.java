package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.crd.TopicSpec;
import io.kafkaaudit.crd.TopicStatus;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.TopicPlan;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the audit topic may be changed. That a topic is ours is in the status before it is made
 * (a name without an id), so that a crash between making and telling cannot make it foreign.
 */
final class TopicOwnership {
  private final Keyring keyring;
  private final TopicLosses losses;

  TopicOwnership(Keyring keyring, TopicLosses losses) {
    this.keyring = keyring;
    this.losses = losses;
  }

  /**
   * Finds the topic.
   *
   * @return one that is ours to change; null: it is to be made
   * @throws StepFailure when it is not ours, or when the status must be written first
   */
  TopicPlan.@Nullable Actual topic(AuditLogPass pass) {
    String name = pass.topic();
    Destination destination = pass.destination();
    TopicPlan.Actual actual = destination.topic(name);
    TopicStatus before = pass.status().getTopic();
    boolean adopted = name.equals(OwnedObjects.annotation(pass.log(), Labels.ADOPT_TOPIC));
    boolean ours = before != null && name.equals(before.getName());
    // A status can be lost; the keyring has a copy only for an AuditLog whose topic was its own.
    boolean forgotten = !ours && keyring.admin(pass.uid()) != null;
    if (!ours && !forgotten && !adopted) {
      refuseForeign(name, name, actual);
      String agents = AuditTopics.statusTopic(name);
      refuseForeign(name, agents, destination.topic(agents));
    }
    // From here on there is something in Kafka that a deletion has to find.
    keyring.putAdmin(pass.uid(), pass.get(Fact.ADMIN_ACCESS).text());
    if (!ours) {
      pass.status().setTopic(intent(name, null));
      throw beingMade(name);
    }
    String known = before.getId();
    if (actual != null || known != null) {
      pass.found(Fact.OWN_TOPIC, name);
    }
    if (actual != null) {
      // Although it may be another one than before: its ACLs and keys go by its name.
      pass.found(Fact.TOPIC_ID, actual.id());
    }
    if (actual == null && known != null) {
      TopicSpec spec = pass.log().getSpec().getTopic();
      if (destination.isAbsent(
          new TopicPlan.Wanted(name, spec.getPartitions(), spec.getReplicas(), Map.of()))) {
        pass.status().setTopic(intent(name, before));
        losses.add(
            pass.log(),
            pass.status(),
            "topic %s (id %s) was deleted, and all its events".formatted(name, known));
      }
      throw beingMade(name);
    }
    if (actual != null && known != null && !known.equals(actual.id())) {
      losses.add(
          pass.log(),
          pass.status(),
          "topic %s (id %s) was replaced by another (id %s), and all its events are gone"
              .formatted(name, known, actual.id()));
      if (!adopted) {
        throw notOurs(
            Reason.TopicReplaced, name, "was deleted and made again by somebody else", name);
      }
    }
    return actual;
  }

  private static void refuseForeign(String name, String topic, TopicPlan.@Nullable Actual present) {
    if (present != null) {
      throw notOurs(Reason.TopicExists, topic, "is there and was not made for this AuditLog", name);
    }
  }

  /** A topic that is ours, of which Kafka's id is not known yet. */
  static TopicStatus intent(String name, @Nullable TopicStatus before) {
    TopicStatus intent = new TopicStatus();
    intent.setName(name);
    if (before != null) {
      intent.setLosses(before.getLosses());
      intent.setLossesOmitted(before.getLossesOmitted());
    }
    return intent;
  }

  static StepFailure beingMade(String name) {
    return new StepFailure(Reason.CreatingTopic, "Topic " + name + " is being made");
  }

  private static StepFailure notOurs(Reason reason, String topic, String problem, String name) {
    return new StepFailure(
        reason,
        "topic.name: topic %s %s: choose another name, or annotate the AuditLog with %s: %s"
            .formatted(topic, problem, Labels.ADOPT_TOPIC, name));
  }
}
