package io.kafkaaudit.operator.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** {@link Destination} by one Kafka Admin client. */
public final class AdminDestination implements Destination {
  private final Admin admin;
  private final AdminCalls calls;
  private final KeyAdmin keys;

  /**
   * Connects lazily: the first call tells whether the destination is there.
   *
   * @param timeout for each call
   */
  public AdminDestination(AdminProperties properties, Duration timeout) {
    Properties client = properties.toClient();
    long timeoutMillis = timeout.toMillis();
    client.setProperty("default.api.timeout.ms", Long.toString(timeoutMillis));
    client.setProperty("request.timeout.ms", Long.toString(Math.min(timeoutMillis, 10_000)));
    client.setProperty("client.id", "kafka-audit-operator");
    this.admin = connect("connecting to " + properties.bootstrapServers(), client);
    this.calls = new AdminCalls(timeoutMillis);
    this.keys = new KeyAdmin(admin, calls, properties.bootstrapServers());
  }

  /** Making a client resolves host names and reads certificates, and throws where it cannot. */
  private static Admin connect(String doing, Properties client) {
    try {
      return Admin.create(client);
    } catch (KafkaException e) {
      throw KafkaFailure.of(doing, e);
    }
  }

  @Override
  public String clusterId() {
    return calls.get("reading the cluster's id", admin.describeCluster().clusterId());
  }

  @Override
  public TopicPlan.@Nullable Actual topic(String name) {
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
            .collect(
                Collectors.toMap(ConfigEntry::name, ConfigEntry::value, (a, b) -> a, TreeMap::new));
    return new TopicPlan.Actual(
        topic.get().topicId().toString(),
        topic.get().partitions().size(),
        topic.get().partitions().get(0).replicas().size(),
        configs);
  }

  @Override
  public void apply(TopicPlan.Wanted wanted, TopicPlan plan) {
    String name = wanted.name();
    if (plan.create()) {
      NewTopic topic =
          new NewTopic(
                  name,
                  Optional.of(wanted.partitions()),
                  Optional.ofNullable(wanted.replicas()).map(Integer::shortValue))
              .configs(plan.configs());
      calls.get("creating topic " + name, admin.createTopics(Set.of(topic)).all());
      return;
    }
    if (plan.increasePartitionsTo() > 0) {
      Map<String, NewPartitions> more =
          Map.of(name, NewPartitions.increaseTo(plan.increasePartitionsTo()));
      calls.get("adding partitions to topic " + name, admin.createPartitions(more).all());
    }
    if (!plan.configs().isEmpty()) {
      List<AlterConfigOp> operations =
          plan.configs().entrySet().stream()
              .map(
                  config ->
                      new AlterConfigOp(
                          new ConfigEntry(config.getKey(), config.getValue()),
                          AlterConfigOp.OpType.SET))
              .toList();
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
      calls.get(
          "setting configs of topic " + name,
          admin.incrementalAlterConfigs(Map.of(resource, operations)).all());
    }
  }

  @Override
  public void deleteTopic(String name) {
    calls.unless(
        UnknownTopicOrPartitionException.class,
        "deleting topic " + name,
        admin.deleteTopics(Set.of(name)).all());
  }

  @Override
  public AclPlan aclPlan(AclPlan.Access access) {
    String topic = access.topic();
    Set<AclBinding> acls = new java.util.LinkedHashSet<>();
    List<ResourcePatternFilter> patterns =
        List.of(
            new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.MATCH),
            new ResourcePatternFilter(ResourceType.TOPIC, topic + "-agents", PatternType.MATCH),
            new ResourcePatternFilter(ResourceType.CLUSTER, null, PatternType.ANY));
    for (ResourcePatternFilter pattern : patterns) {
      AclBindingFilter filter = new AclBindingFilter(pattern, AccessControlEntryFilter.ANY);
      acls.addAll(calls.get("reading ACLs", admin.describeAcls(filter).values()));
    }
    return AclPlan.of(access, acls);
  }

  @Override
  public void apply(AclPlan plan) {
    if (!plan.create().isEmpty()) {
      calls.get("creating ACLs", admin.createAcls(plan.create()).all());
    }
    if (!plan.delete().isEmpty()) {
      calls.get(
          "deleting ACLs",
          admin.deleteAcls(plan.delete().stream().map(AclBinding::toFilter).toList()).all());
    }
  }

  @Override
  public LiveKeys keys(String keyPrefix) {
    return keys.keys(keyPrefix);
  }

  @Override
  public void allowGroups(String keyId, String groupPrefix) {
    keys.allowGroups(keyId, groupPrefix);
  }

  @Override
  public void denyGroups(String keyId) {
    keys.denyGroups(keyId);
  }

  @Override
  public void upsertKey(String keyId, String password) {
    keys.upsertKey(keyId, password);
  }

  @Override
  public void deleteKey(String keyId) {
    keys.deleteKey(keyId);
  }

  @Override
  public List<String> brokers() {
    return keys.brokers();
  }

  @Override
  public Map<String, String> probe(ClientConfigFiles key, String topic) {
    return keys.probe(key, topic);
  }

  @Override
  public Set<String> knowing(String keyId, ClientConfigFiles guide, String topic) {
    return keys.knowing(keyId, guide, topic);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
