package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.TopicLoss;
import io.kafkaaudit.crd.TopicSpec;
import io.kafkaaudit.crd.TopicStatus;
import io.kafkaaudit.operator.auditlog.Repairs.Drift;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.credential.Durations;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.TopicPlan;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The audit topic and the agents' status topic. That a topic is ours is in the status before it is
 * made (a name without an id), so that a crash between making and telling cannot make it foreign.
 */
final class TopicStep implements AuditLogStep {
  private final Keyring keyring;
  private final Repairs repairs;
  private final TopicLosses losses;
  private final LogStarts starts;

  TopicStep(Keyring keyring, Repairs repairs, TopicLosses losses, LogStarts starts) {
    this.keyring = keyring;
    this.repairs = repairs;
    this.losses = losses;
    this.starts = starts;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.TopicReady;
  }

  @Override
  public void run(AuditLogPass pass) {
    TopicPlan.Actual actual = ours(pass);
    TopicSpec spec = pass.log().getSpec().getTopic();
    Duration retention = Durations.parse("topic.retention", spec.getRetention());
    TopicPlan.Wanted wanted =
        TopicPlan.auditTopic(
            pass.topic(),
            spec.getPartitions(),
            spec.getReplicas(),
            retention,
            spec.getConfigs() == null ? Map.of() : spec.getConfigs());
    boolean shorter = annotation(pass.log(), Labels.ALLOW_SHORTER_RETENTION) != null;
    TopicPlan plan = TopicPlan.of(wanted, actual, shorter);
    Set<String> contested = new TreeSet<>(carryOut(pass, wanted, plan, actual));
    TopicPlan.Wanted agents =
        TopicPlan.statusTopic(AuditTopics.statusTopic(pass.topic()), spec.getReplicas());
    TopicPlan.Actual agentsNow = pass.destination().topic(agents.name());
    contested.addAll(carryOut(pass, agents, TopicPlan.of(agents, agentsNow, true), agentsNow));
    TopicPlan.Actual now = plan.isDone() ? actual : pass.destination().topic(pass.topic());
    if (now == null) {
      throw beingMade(pass.topic());
    }
    remember(pass, now, spec);
    starts
        .lost(pass.uid(), pass.topic(), now.id(), now.partitions(), retention, pass.destination())
        .forEach(what -> losses.add(pass.log(), pass.status(), what));
    report(pass, plan.problems(), contested);
  }

  /**
   * Whether the topic is ours to change.
   *
   * @return the topic; null: to be made
   * @throws StepFailure when it is not ours, or when the status must be written first
   */
  private TopicPlan.@Nullable Actual ours(AuditLogPass pass) {
    String name = pass.topic();
    Destination destination = pass.destination();
    TopicPlan.Actual actual = destination.topic(name);
    TopicStatus before = pass.status().getTopic();
    boolean adopted = name.equals(annotation(pass.log(), Labels.ADOPT_TOPIC));
    boolean ours = before != null && name.equals(before.getName());
    // A status can be lost; the keyring has a copy only for an AuditLog whose topic was its own.
    boolean forgotten = !ours && keyring.admin(pass.uid()) != null;
    if (!ours && !forgotten && actual != null && !adopted) {
      throw notOurs(Reason.TopicExists, "is there and was not made for this AuditLog", name);
    }
    // From here on there is something in Kafka that a deletion has to find.
    keyring.putAdmin(pass.uid(), pass.access().text());
    if (!ours) {
      pass.status().setTopic(intent(name, null));
      throw beingMade(name);
    }
    String known = before.getId();
    if (actual == null && known != null) {
      TopicSpec spec = pass.log().getSpec().getTopic();
      if (destination.isAbsent(
          new TopicPlan.Wanted(name, spec.getPartitions(), spec.getReplicas(), Map.of()))) {
        pass.status().setTopic(intent(name, before.getLosses()));
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
        throw notOurs(Reason.TopicReplaced, "was deleted and made again by somebody else", name);
      }
    }
    return actual;
  }

  /**
   * Does what the plan says but for what others keep undoing.
   *
   * @return what that is
   */
  private Set<String> carryOut(
      AuditLogPass pass,
      TopicPlan.Wanted wanted,
      TopicPlan plan,
      TopicPlan.@Nullable Actual actual) {
    Map<String, String> configs = new HashMap<>(); // by item of drift
    List<Drift> drift = new ArrayList<>();
    plan.configs()
        .forEach(
            (config, value) -> {
              String item = config + " of topic " + wanted.name();
              configs.put(item, config);
              if (actual != null && pass.wasSettledForThisSpec(condition())) {
                String was = actual.configs().get(config);
                drift.add(
                    new Drift(
                        item,
                        "%s set back from %s to %s"
                            .formatted(item, was == null ? "the default" : was, value)));
              }
            });
    Set<String> contested = repairs.contested(pass.uid(), drift);
    Set<String> left = new TreeSet<>();
    contested.forEach(item -> left.add(configs.remove(item)));
    pass.destination().apply(wanted, plan.without(left));
    repairs.repaired(pass.log(), "topic", drift, configs.keySet());
    return contested;
  }

  private static void remember(AuditLogPass pass, TopicPlan.Actual now, TopicSpec spec) {
    TopicStatus before = pass.status().getTopic();
    TopicStatus topic = intent(pass.topic(), before == null ? null : before.getLosses());
    topic.setId(now.id());
    topic.setPartitions(now.partitions());
    topic.setReplicas(now.replicas());
    topic.setRetention(spec.getRetention());
    pass.status().setTopic(topic);
  }

  private void report(AuditLogPass pass, List<String> problems, Set<String> contested) {
    if (!contested.isEmpty()) {
      pass.conditions().isFalse(condition(), Reason.Contested, Repairs.contest(contested));
    } else if (!problems.isEmpty()) {
      pass.conditions().isFalse(condition(), Reason.TopicDiffers, String.join("; ", problems));
    } else {
      pass.conditions()
          .isTrue(
              condition(),
              Reason.TopicAsSpecified,
              "Topic "
                  + pass.topic()
                  + " is as specified"
                  + (pass.status().getTopic().getLosses() == null
                      ? ""
                      : ", and events were lost: see status.topic.losses"));
    }
  }

  /** A topic that is ours, of which Kafka's id is not known yet. */
  private static TopicStatus intent(String name, @Nullable List<TopicLoss> losses) {
    TopicStatus intent = new TopicStatus();
    intent.setName(name);
    intent.setLosses(losses);
    return intent;
  }

  private static StepFailure beingMade(String name) {
    return new StepFailure(Reason.CreatingTopic, "Topic " + name + " is being made");
  }

  private static StepFailure notOurs(Reason reason, String problem, String name) {
    return new StepFailure(
        reason,
        "topic.name: topic "
            + name
            + " "
            + problem
            + ": choose another name, or annotate the AuditLog with "
            + Labels.ADOPT_TOPIC
            + ": "
            + name);
  }

  private static @Nullable String annotation(AuditLog log, String name) {
    Map<String, String> annotations = log.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(name);
  }
}
