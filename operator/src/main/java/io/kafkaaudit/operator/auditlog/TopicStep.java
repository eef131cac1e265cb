package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.TopicSpec;
import io.kafkaaudit.crd.TopicStatus;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.credential.Durations;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.TopicPlan;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Labels;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The audit topic and the agents' status topic. That a topic is ours is in the status before it is
 * made (a name without an id), so that a crash between making and telling cannot make it foreign.
 */
final class TopicStep implements AuditLogStep {
  private final Keyring keyring;

  TopicStep(Keyring keyring) {
    this.keyring = keyring;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.TopicReady;
  }

  @Override
  public void run(AuditLogPass pass) {
    List<String> problems = bringToSpec(pass);
    if (problems.isEmpty()) {
      pass.conditions()
          .isTrue(
              condition(), Reason.TopicAsSpecified, "Topic " + pass.topic() + " is as specified");
    } else {
      pass.conditions().isFalse(condition(), Reason.TopicDiffers, String.join("; ", problems));
    }
  }

  /**
   * Makes or changes the topics.
   *
   * @return what is not as specified and stays so, each a sentence
   * @throws StepFailure CreatingTopic when the status must be written first
   */
  private List<String> bringToSpec(AuditLogPass pass) {
    AuditLog log = pass.log();
    AuditLogStatus status = pass.status();
    Destination destination = pass.destination();
    TopicSpec spec = log.getSpec().getTopic();
    String name = spec.getName();
    TopicPlan.Actual actual = destination.topic(name);
    boolean ours = status.getTopic() != null && name.equals(status.getTopic().getName());
    boolean adopted = name.equals(annotation(log, Labels.ADOPT_TOPIC));
    if (!ours && actual != null && !adopted) {
      throw exists(name);
    }
    // From here on there is something in Kafka that a deletion has to find.
    keyring.putAdmin(pass.uid(), pass.access().text());
    if (!ours || (actual == null && status.getTopic().getId() != null)) {
      TopicStatus intent = new TopicStatus();
      intent.setName(name);
      status.setTopic(intent);
      throw new StepFailure(Reason.CreatingTopic, "Topic " + name + " is being made");
    }
    String known = status.getTopic().getId();
    if (actual != null && known != null && !known.equals(actual.id()) && !adopted) {
      throw exists(name);
    }
    Map<String, String> configs = spec.getConfigs() == null ? Map.of() : spec.getConfigs();
    TopicPlan.Wanted wanted =
        TopicPlan.auditTopic(
            name,
            spec.getPartitions(),
            spec.getReplicas(),
            Durations.parse("topic.retention", spec.getRetention()),
            configs);
    boolean shorter = annotation(log, Labels.ALLOW_SHORTER_RETENTION) != null;
    TopicPlan plan = TopicPlan.of(wanted, actual, shorter);
    destination.apply(wanted, plan);
    TopicPlan.Wanted agents =
        TopicPlan.statusTopic(AuditTopics.statusTopic(name), spec.getReplicas());
    destination.apply(agents, TopicPlan.of(agents, destination.topic(agents.name()), true));
    TopicPlan.Actual now = plan.isDone() ? actual : destination.topic(name);
    if (now == null) {
      throw new StepFailure(Reason.CreatingTopic, "Topic " + name + " is being made");
    }
    TopicStatus topic = new TopicStatus();
    topic.setName(name);
    topic.setId(now.id());
    topic.setPartitions(now.partitions());
    topic.setReplicas(now.replicas());
    topic.setRetention(spec.getRetention());
    status.setTopic(topic);
    return plan.problems();
  }

  private static StepFailure exists(String name) {
    return new StepFailure(
        Reason.TopicExists,
        "topic.name: topic "
            + name
            + " is there and was not made for this AuditLog: choose another name, or annotate the"
            + " AuditLog with "
            + Labels.ADOPT_TOPIC
            + ": "
            + name);
  }

  static @Nullable String annotation(AuditLog log, String name) {
    Map<String, String> annotations = log.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(name);
  }
}
