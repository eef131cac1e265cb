package io.kafkaaudit.operator.kafka;

import io.kafkaaudit.operator.kafka.Destination.PartitionStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Topics in Kafka. */
final class TopicAdmin {
  private final Admin admin;
  private final AdminCalls calls;

  /** With an admin that stays the caller's. */
  TopicAdmin(Admin admin, AdminCalls calls) {
    this.admin = admin;
    this.calls = calls;
  }

  TopicPlan.@Nullable Actual topic(String name) {
    KafkaFuture<TopicDescription> described =
        Objects.requireNonNull(admin.describeTopics(Set.of(name)).topicNameValues().get(name));
    Optional<TopicDescription> topic =
        calls.unless(UnknownTopicOrPartitionException.class, "reading topic " + name, described);
    if (topic.isEmpty()) {
      return null;
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Map<String, String> configs =
        calls
            .get(
                "reading configs of topic " + name,
                Objects.requireNonNull(
                    admin.describeConfigs(Set.of(resource)).values().get(resource)))
            .entries()
            .stream()
            .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
            .filter(entry -> entry.value() != null) // Kafka hides those that it does not know
            .collect(
                Collectors.toMap(ConfigEntry::name, ConfigEntry::value, (a, b) -> a, TreeMap::new));
    return new TopicPlan.Actual(
        topic.get().topicId().toString(),
        topic.get().partitions().size(),
        topic.get().partitions().get(0).replicas().size(),
        topic.get().partitions().stream()
            .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
            .map(TopicPartitionInfo::partition)
            .collect(Collectors.toSet()),
        configs);
  }

  /** The controller is asked, by a creation that is only checked. */
  boolean isAbsent(TopicPlan.Wanted wanted) {
    return calls
        .unless(
            TopicExistsException.class,
            "looking for topic " + wanted.name(),
            admin
                .createTopics(
                    Set.of(newTopic(wanted, Map.of())),
                    new CreateTopicsOptions().validateOnly(true))
                .all()
                .thenApply(nothing -> true))
        .isPresent();
  }

  Map<Integer, PartitionStart> starts(String topic, Collection<Integer> partitions, Instant from) {
    // The end is read first: what was appended meanwhile is found by its time.
    Map<Integer, Long> ends = offsets(topic, partitions, OffsetSpec.latest());
    Map<Integer, Long> since =
        offsets(topic, partitions, OffsetSpec.forTimestamp(from.toEpochMilli()));
    Map<Integer, Long> begins = offsets(topic, partitions, OffsetSpec.earliest());
    Map<Integer, PartitionStart> starts = new TreeMap<>();
    begins.forEach(
        (partition, begin) -> {
          long first = since.getOrDefault(partition, -1L);
          long end = ends.getOrDefault(partition, begin);
          starts.put(partition, new PartitionStart(begin, first < 0 ? end : first, end));
        });
    return starts;
  }

  private Map<Integer, Long> offsets(
      String topic, Collection<Integer> partitions, OffsetSpec spec) {
    Map<TopicPartition, ListOffsetsResultInfo> found =
        calls.get(
            "reading offsets of topic " + topic,
            admin
                .listOffsets(
                    partitions.stream()
                        .map(partition -> new TopicPartition(topic, partition))
                        .collect(Collectors.toMap(Function.identity(), partition -> spec)))
                .all());
    Map<Integer, Long> offsets = new HashMap<>();
    found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
    return offsets;
  }

  void apply(TopicPlan.Wanted wanted, TopicPlan plan) {
    String name = wanted.name();
    if (plan.create()) {
      calls.get(
          "creating topic " + name,
          admin.createTopics(Set.of(newTopic(wanted, plan.configs()))).all());
      return;
    }
    if (plan.increasePartitionsTo() > 0) {
      Map<String, NewPartitions> more =
          Map.of(name, NewPartitions.increaseTo(plan.increasePartitionsTo()));
      calls.get("adding partitions to topic " + name, admin.createPartitions(more).all());
    }
    List<AlterConfigOp> operations = new ArrayList<>();
    plan.configs()
        .forEach(
            (config, value) ->
                operations.add(
                    new AlterConfigOp(new ConfigEntry(config, value), AlterConfigOp.OpType.SET)));
    for (String config : plan.reset()) {
      operations.add(new AlterConfigOp(new ConfigEntry(config, null), AlterConfigOp.OpType.DELETE));
    }
    if (!operations.isEmpty()) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
      calls.get(
          "setting configs of topic " + name,
          admin.incrementalAlterConfigs(Map.of(resource, operations)).all());
    }
  }

  private static NewTopic newTopic(TopicPlan.Wanted wanted, Map<String, String> configs) {
    return new NewTopic(
            wanted.name(),
            Optional.of(wanted.partitions()),
            Optional.ofNullable(wanted.replicas()).map(Integer::shortValue))
        .configs(configs);
  }

  void deleteTopic(String name) {
    calls.unless(
        UnknownTopicOrPartitionException.class,
        "deleting topic " + name,
        admin.deleteTopics(Set.of(name)).all());
  }
}
