package io.kafkaaudit.operator.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done so that a topic is as wanted. Pure.
 *
 * @param create the topic is not there
 * @param increasePartitionsTo 0: leave them
 * @param configs to set, by name
 * @param reset configs that go back to the destination's defaults
 * @param problems what is not as wanted and is not changed, each a sentence for a person
 */
public record TopicPlan(
    boolean create,
    int increasePartitionsTo,
    Map<String, String> configs,
    Set<String> reset,
    List<String> problems) {

  private static final String MIN_INSYNC = "min.insync.replicas";
  private static final String TIMESTAMPS = "message.timestamp.type";
  private static final String BROKERS_TIME = "LogAppendTime";

  /**
   * Configs by which a topic takes, keeps or loses other records than it should, or that a spec may
   * have had before: unless they are asked for, they are reset. All others stay, such as those of
   * tools that move replicas, of tiered storage, and of vendors.
   */
  private static final Set<String> RESET =
      Set.of(
          "cleanup.policy",
          "compression.gzip.level",
          "compression.lz4.level",
          "compression.type",
          "compression.zstd.level",
          "delete.retention.ms",
          "file.delete.delay.ms",
          "flush.messages",
          "flush.ms",
          "index.interval.bytes",
          "max.compaction.lag.ms",
          "max.message.bytes",
          "message.downconversion.enable",
          "message.format.version",
          "message.timestamp.after.max.ms",
          "message.timestamp.before.max.ms",
          "message.timestamp.difference.max.ms",
          TIMESTAMPS,
          "min.cleanable.dirty.ratio",
          "min.compaction.lag.ms",
          MIN_INSYNC,
          "preallocate",
          "retention.bytes",
          "retention.ms",
          "segment.bytes",
          "segment.index.bytes",
          "segment.jitter.ms",
          "segment.ms",
          "unclean.leader.election.enable");

  /** With as many brokers a topic should have as many replicas. */
  private static final int SAFE_REPLICAS = 3;

  private static final long DAY = Duration.ofDays(1).toMillis();

  /**
   * A topic as it is wanted.
   *
   * @param replicas null: the broker's default
   */
  public record Wanted(
      String name, int partitions, @Nullable Integer replicas, Map<String, String> configs) {}

  /**
   * A topic as Kafka describes it.
   *
   * @param leaderless partitions that take and give nothing now, for no broker leads them
   * @param configs those set on the topic itself
   */
  public record Actual(
      String id,
      int partitions,
      int replicas,
      Set<Integer> leaderless,
      Map<String, String> configs) {}

  /** The audit topic: kept by time alone, with the destination's clock beside the agents'. */
  public static Wanted auditTopic(
      String name,
      int partitions,
      @Nullable Integer replicas,
      Duration retention,
      Map<String, String> furtherConfigs) {
    Map<String, String> configs = new TreeMap<>(furtherConfigs);
    long millis = retention.toMillis();
    configs.put("cleanup.policy", "delete");
    configs.put("retention.ms", Long.toString(millis));
    configs.put("retention.bytes", "-1");
    configs.put("segment.ms", Long.toString(Math.min(millis / 7, DAY)));
    configs.put(TIMESTAMPS, BROKERS_TIME);
    if (replicas != null) {
      configs.put(MIN_INSYNC, minInsync(replicas));
    }
    return new Wanted(name, partitions, replicas, configs);
  }

  /**
   * The topic in which each agent keeps its latest status, with the destination's time of it: by
   * its own clock, an agent that runs ahead would not turn silent.
   */
  public static Wanted statusTopic(String name, @Nullable Integer replicas) {
    Map<String, String> configs =
        new TreeMap<>(Map.of("cleanup.policy", "compact", TIMESTAMPS, BROKERS_TIME));
    if (replicas != null) {
      configs.put(MIN_INSYNC, minInsync(replicas));
    }
    return new Wanted(name, 1, replicas, configs);
  }

  /**
   * The plan.
   *
   * @param actual null: there is no such topic
   * @param shorterRetentionAllowed whether events may be deleted earlier than now
   */
  public static TopicPlan of(
      Wanted wanted, @Nullable Actual actual, boolean shorterRetentionAllowed) {
    if (actual == null) {
      return new TopicPlan(true, 0, new TreeMap<>(wanted.configs()), Set.of(), List.of());
    }
    List<String> problems = new ArrayList<>();
    Map<String, String> changed = new TreeMap<>();
    Map<String, String> configs = new TreeMap<>(wanted.configs());
    // More than there are replicas would refuse every write, whatever number is wanted.
    configs.put(MIN_INSYNC, minInsync(actual.replicas()));
    configs.forEach(
        (name, value) -> {
          if (!value.equals(actual.configs().get(name))) {
            changed.put(name, value);
          }
        });
    Set<String> reset = new TreeSet<>(actual.configs().keySet());
    reset.retainAll(RESET);
    reset.removeAll(configs.keySet());
    if (changed.containsKey("retention.ms")
        && !shorterRetentionAllowed
        && isShorter(changed.get("retention.ms"), actual.configs().get("retention.ms"))) {
      changed.remove("retention.ms");
      changed.remove("segment.ms");
      problems.add(
          "topic.retention is shorter than the topic's "
              + actual.configs().get("retention.ms")
              + " ms, and events would be deleted: annotate the AuditLog with"
              + " kafkaaudit.io/allow-shorter-retention: \"true\", or write a longer retention");
    }
    if (wanted.partitions() < actual.partitions()) {
      problems.add(
          "the topic has %d partitions and topic.partitions is %d: partitions cannot become fewer"
              .formatted(actual.partitions(), wanted.partitions()));
    }
    Integer replicas = wanted.replicas();
    if (replicas != null && replicas != actual.replicas()) {
      problems.add(
          "the topic has %d replicas and topic.replicas is %d: reassign it with kafka-reassign-partitions.sh"
              .formatted(actual.replicas(), replicas));
    }
    if (!actual.leaderless().isEmpty()) {
      problems.add(
          "partitions %s have no leader and take no events: start the brokers that hold them"
              .formatted(new TreeSet<>(actual.leaderless())));
    }
    int increase = wanted.partitions() > actual.partitions() ? wanted.partitions() : 0;
    return new TopicPlan(false, increase, changed, reset, List.copyOf(problems));
  }

  /**
   * What a person should know of a topic with one replica that nobody asked for.
   *
   * @param wanted replicas; null: the destination's default
   * @param brokers how many the destination has; asked only where it matters
   */
  public static Optional<String> replicaWarning(
      @Nullable Integer wanted, int actual, IntSupplier brokers) {
    if (wanted != null || actual != 1) {
      return Optional.empty();
    }
    int all = brokers.getAsInt();
    return all < SAFE_REPLICAS
        ? Optional.empty()
        : Optional.of(
            ("it has one replica, the default of a destination that has %d brokers: when one broker is down the topic"
                    + " takes no events, and a disk that fails takes events with it: write topic.replicas: %d, and"
                    + " reassign this topic and the agents' with kafka-reassign-partitions.sh")
                .formatted(all, SAFE_REPLICAS));
  }

  /** The plan without a change of these configs. */
  public TopicPlan without(Set<String> names) {
    Map<String, String> others = new TreeMap<>(configs);
    others.keySet().removeAll(names);
    Set<String> otherResets = new TreeSet<>(reset);
    otherResets.removeAll(names);
    return new TopicPlan(create, increasePartitionsTo, others, otherResets, problems);
  }

  /** Whether nothing has to be done. */
  public boolean isDone() {
    return !create && increasePartitionsTo == 0 && configs.isEmpty() && reset.isEmpty();
  }

  private static String minInsync(int replicas) {
    return Integer.toString(Math.min(2, replicas));
  }

  private static boolean isShorter(String wanted, @Nullable String actual) {
    if (actual == null) {
      return false;
    }
    long now = Long.parseLong(actual);
    return now < 0 || Long.parseLong(wanted) < now;
  }
}
