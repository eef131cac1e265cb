package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.crd.TopicSpec;
import io.kafkaaudit.crd.TopicStatus;
import io.kafkaaudit.operator.auditlog.Repairs.Drift;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.kafka.TopicPlan;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.PlatformAct;
import io.kafkaaudit.operator.platform.PlatformEvents;
import io.kafkaaudit.operator.rules.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit topic and the agents' status topic, as they are specified. */
final class TopicStep implements AuditLogStep {
  private static final Logger LOG = LoggerFactory.getLogger(TopicStep.class);
  private static final String RETENTION = "retention.ms";

  private final TopicOwnership ownership;
  private final Repairs repairs;
  private final TopicLosses losses;
  private final LogStarts starts;
  private final PlatformEvents platformEvents;

  TopicStep(
      Keyring keyring,
      Repairs repairs,
      TopicLosses losses,
      LogStarts starts,
      PlatformEvents platformEvents) {
    this.platformEvents = platformEvents;
    this.ownership = new TopicOwnership(keyring, losses);
    this.repairs = repairs;
    this.losses = losses;
    this.starts = starts;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.TopicReady;
  }

  @Override
  public Set<Fact<?>> needs() {
    return Set.of(Fact.DESTINATION, Fact.CLAIMED_TOPIC);
  }

  @Override
  public void run(AuditLogPass pass) {
    TopicPlan.Actual actual = ownership.topic(pass);
    TopicSpec spec = pass.log().getSpec().getTopic();
    Duration retention = Durations.parse("topic.retention", spec.getRetention());
    TopicPlan.Wanted wanted =
        TopicPlan.auditTopic(
            pass.topic(),
            spec.getPartitions(),
            spec.getReplicas(),
            retention,
            spec.getConfigs() == null ? Map.of() : spec.getConfigs());
    boolean shorter = OwnedObjects.annotation(pass.log(), Labels.ALLOW_SHORTER_RETENTION) != null;
    TopicPlan plan = TopicPlan.of(wanted, actual, shorter);
    Set<String> contested = new TreeSet<>(carryOut(pass, wanted, plan, actual));
    TopicPlan.Wanted agents =
        TopicPlan.statusTopic(AuditTopics.statusTopic(pass.topic()), spec.getReplicas());
    TopicPlan.Actual agentsNow = pass.destination().topic(agents.name());
    contested.addAll(carryOut(pass, agents, TopicPlan.of(agents, agentsNow, true), agentsNow));
    TopicPlan.Actual now = plan.isDone() ? actual : pass.destination().topic(pass.topic());
    if (now == null) {
      throw TopicOwnership.beingMade(pass.topic());
    }
    pass.found(Fact.OWN_TOPIC, pass.topic());
    pass.found(Fact.TOPIC_ID, now.id());
    remember(pass, now, retained(wanted, actual, plan, contested));
    starts
        .lost(pass.uid(), pass.topic(), now, retention, pass.destination())
        .forEach(what -> losses.add(pass.log(), pass.status(), what));
    measure(pass);
    report(pass, plan.problems(), contested, notes(pass, now));
  }

  /** What is as asked, and yet a person should know. */
  private List<String> notes(AuditLogPass pass, TopicPlan.Actual now) {
    List<String> notes = new ArrayList<>();
    if (pass.status().getTopic().getLosses() != null) {
      notes.add("events were lost: see status.topic.losses");
    }
    TopicPlan.replicaWarning(
            pass.log().getSpec().getTopic().getReplicas(),
            now.replicas(),
            () -> pass.destination().brokers().size())
        .ifPresent(notes::add);
    starts
        .remember(
            pass.uid(),
            pass.logs().stream().map(log -> log.getMetadata().getUid()).collect(Collectors.toSet()))
        .ifPresent(
            problem ->
                notes.add(
                    "what is deleted while no operator looks will not be found, for ConfigMap %s cannot be used: %s"
                        .formatted(LogStartNotes.NAME, problem)));
    return notes;
  }

  /** For metrics alone: that it cannot be measured shows there, and makes the topic no worse. */
  private static void measure(AuditLogPass pass) {
    try {
      pass.measured(pass.destination().storedBytes(pass.topic()));
    } catch (KafkaFailure e) {
      LOG.debug("topic {}: {}", pass.topic(), e.getMessage());
    }
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
    plan.configs().keySet().forEach(config -> configs.put(item(config, wanted), config));
    plan.reset().forEach(config -> configs.put(item(config, wanted), config));
    List<Drift> drift =
        actual != null && pass.wasSettledForThisSpec(condition())
            ? drift(wanted, plan, actual.configs())
            : List.of();
    Set<String> contested = repairs.contested(pass.uid(), drift);
    Set<String> left = new TreeSet<>();
    contested.forEach(item -> left.add(configs.remove(item)));
    TopicPlan allowed = plan.without(left);
    platformEvents.carryOut(
        pass.log(),
        acts(pass, wanted, allowed, repairs.uncontested(pass.uid(), drift, contested)),
        () -> pass.destination().apply(wanted, allowed));
    repairs.repaired(pass.log(), "topic", drift, configs.keySet());
    return contested;
  }

  /** What somebody changed in a topic that was as wanted. */
  private static List<Drift> drift(
      TopicPlan.Wanted wanted, TopicPlan plan, Map<String, String> actual) {
    List<Drift> drift = new ArrayList<>();
    plan.configs()
        .forEach(
            (config, value) -> {
              // What follows from Kafka's own number of replicas is set after the topic was made.
              if (wanted.configs().containsKey(config) || actual.containsKey(config)) {
                drift.add(setBack(item(config, wanted), actual.get(config), value));
              }
            });
    plan.reset()
        .forEach(
            config -> drift.add(setBack(item(config, wanted), actual.get(config), "the default")));
    return drift;
  }

  private static Drift setBack(String item, @Nullable String was, String value) {
    return new Drift(
        item,
        "%s set back from %s to %s".formatted(item, was == null ? "the default" : was, value));
  }

  /** What of the plan is drift is a repair; all else was asked for. */
  private List<PlatformAct> acts(
      AuditLogPass pass, TopicPlan.Wanted wanted, TopicPlan plan, List<Drift> drift) {
    if (plan.isDone()) {
      return List.of();
    }
    if (!drift.isEmpty()) {
      return drift.stream()
          .map(
              one ->
                  PlatformAct.onTopic(
                      PlatformAct.Method.RepairDrift,
                      wanted.name(),
                      one.sentence(),
                      Map.of("repair", one.sentence()),
                      null))
          .toList();
    }
    Map<String, Object> request = new TreeMap<>(Map.of("configs", plan.configs()));
    if (!plan.reset().isEmpty()) {
      request.put("reset", List.copyOf(plan.reset()));
    }
    if (plan.create()) {
      request.put("partitions", wanted.partitions());
    } else if (plan.increasePartitionsTo() > 0) {
      request.put("partitions", plan.increasePartitionsTo());
    }
    return List.of(
        PlatformAct.onTopic(
            plan.create() ? PlatformAct.Method.CreateTopic : PlatformAct.Method.ChangeTopic,
            wanted.name(),
            request.toString(),
            request,
            platformEvents.requester(pass.log())));
  }

  /** The retention that the topic has after the plan, in milliseconds. */
  private static long retained(
      TopicPlan.Wanted wanted,
      TopicPlan.@Nullable Actual actual,
      TopicPlan plan,
      Set<String> contested) {
    boolean set = plan.configs().containsKey(RETENTION);
    Map<String, String> configs =
        actual == null || (set && !contested.contains(item(RETENTION, wanted)))
            ? wanted.configs()
            : actual.configs();
    String has = configs.get(RETENTION);
    return has == null ? -1 : Long.parseLong(has);
  }

  private static String item(String config, TopicPlan.Wanted topic) {
    return config + " of topic " + topic.name();
  }

  private static void remember(AuditLogPass pass, TopicPlan.Actual now, long retentionMillis) {
    TopicStatus before = pass.status().getTopic();
    TopicStatus topic = TopicOwnership.intent(pass.topic(), before);
    topic.setId(now.id());
    topic.setPartitions(now.partitions());
    topic.setReplicas(now.replicas());
    topic.setRetention(
        retentionMillis < 0 ? "endless" : Durations.text(Duration.ofMillis(retentionMillis)));
    pass.status().setTopic(topic);
  }

  private void report(
      AuditLogPass pass, List<String> problems, Set<String> contested, List<String> notes) {
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
                  + notes.stream().map(note -> ", and " + note).collect(Collectors.joining()));
    }
  }
}
