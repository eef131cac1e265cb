package io.kafkaaudit.operator.kafka;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** {@link Destination} by one Kafka Admin client. */
public final class AdminDestination implements Destination {
  private static final int SCRAM_ITERATIONS = 8192;

  private final Admin admin;
  private final String bootstrapServers;
  private final long timeoutMillis;

  /**
   * Connects lazily: the first call tells whether the destination is there.
   *
   * @param timeout for each call
   */
  public AdminDestination(AdminProperties properties, Duration timeout) {
    Properties client = properties.toClient();
    this.timeoutMillis = timeout.toMillis();
    this.bootstrapServers = properties.bootstrapServers();
    client.setProperty("default.api.timeout.ms", Long.toString(timeoutMillis));
    client.setProperty("request.timeout.ms", Long.toString(Math.min(timeoutMillis, 10_000)));
    client.setProperty("client.id", "kafka-audit-operator");
    this.admin = connect("connecting to " + properties.bootstrapServers(), client);
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
    return get("reading the cluster's id", admin.describeCluster().clusterId());
  }

  @Override
  public TopicPlan.@Nullable Actual topic(String name) {
    KafkaFuture<TopicDescription> described =
        Objects.requireNonNull(admin.describeTopics(Set.of(name)).topicNameValues().get(name));
    Optional<TopicDescription> topic =
        unless(UnknownTopicOrPartitionException.class, "reading topic " + name, described);
    if (topic.isEmpty()) {
      return null;
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Map<String, String> configs =
        get(
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
      get("creating topic " + name, admin.createTopics(Set.of(topic)).all());
      return;
    }
    if (plan.increasePartitionsTo() > 0) {
      Map<String, NewPartitions> more =
          Map.of(name, NewPartitions.increaseTo(plan.increasePartitionsTo()));
      get("adding partitions to topic " + name, admin.createPartitions(more).all());
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
      get(
          "setting configs of topic " + name,
          admin.incrementalAlterConfigs(Map.of(resource, operations)).all());
    }
  }

  @Override
  public void deleteTopic(String name) {
    unless(
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
      acls.addAll(get("reading ACLs", admin.describeAcls(filter).values()));
    }
    return AclPlan.of(access, acls);
  }

  @Override
  public void apply(AclPlan plan) {
    if (!plan.create().isEmpty()) {
      get("creating ACLs", admin.createAcls(plan.create()).all());
    }
    if (!plan.delete().isEmpty()) {
      get(
          "deleting ACLs",
          admin.deleteAcls(plan.delete().stream().map(AclBinding::toFilter).toList()).all());
    }
  }

  @Override
  public void allowGroups(String keyId, String groupPrefix) {
    ResourcePattern groups =
        new ResourcePattern(ResourceType.GROUP, groupPrefix, PatternType.PREFIXED);
    List<AclBinding> acls = new ArrayList<>();
    for (AclOperation operation : List.of(AclOperation.READ, AclOperation.DESCRIBE)) {
      acls.add(
          new AclBinding(
              groups,
              new AccessControlEntry("User:" + keyId, "*", operation, AclPermissionType.ALLOW)));
    }
    get("creating the group's ACL", admin.createAcls(acls).all());
  }

  @Override
  public void denyGroups(String keyId) {
    AclBindingFilter filter =
        new AclBindingFilter(
            new ResourcePatternFilter(ResourceType.GROUP, null, PatternType.ANY),
            new AccessControlEntryFilter(
                "User:" + keyId, null, AclOperation.ANY, AclPermissionType.ANY));
    get("deleting the group's ACL", admin.deleteAcls(Set.of(filter)).all());
  }

  @Override
  public Set<String> keys(String keyPrefix) {
    return get("reading SCRAM users", admin.describeUserScramCredentials().users()).stream()
        .filter(user -> KeyIds.isKeyOf(keyPrefix, user))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public void upsertKey(String keyId, String password) {
    ScramCredentialInfo info =
        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
    get(
        "making SCRAM user " + keyId,
        admin
            .alterUserScramCredentials(
                List.of(new UserScramCredentialUpsertion(keyId, info, password)))
            .all());
  }

  @Override
  public void deleteKey(String keyId) {
    unless(
        ResourceNotFoundException.class,
        "deleting SCRAM user " + keyId,
        admin
            .alterUserScramCredentials(
                List.of(new UserScramCredentialDeletion(keyId, ScramMechanism.SCRAM_SHA_512)))
            .all());
  }

  @Override
  public List<String> brokers() {
    return get("reading the brokers", admin.describeCluster().nodes()).stream()
        .map(node -> node.host() + ":" + node.port())
        .sorted()
        .toList();
  }

  @Override
  public Map<String, String> probe(ClientConfigFiles key, String topic) {
    Properties client = new Properties();
    try {
      client.load(new StringReader(key.writer().get("writer.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BrokerProbe probe = new BrokerProbe(client, Duration.ofMillis(Math.min(timeoutMillis, 10_000)));
    Map<String, String> refused = new TreeMap<>();
    Set<String> asked = new TreeSet<>();
    // What the key's own listener answers leads to the brokers behind it; where the key may not
    // log in, the admin knows them if it uses the same listener.
    Deque<InetSocketAddress> waiting =
        new ArrayDeque<>(BrokerProbe.addresses(key.bootstrapServers()));
    if (key.bootstrapServers().equals(bootstrapServers)) {
      BrokerProbe.addresses(String.join(",", brokers())).forEach(waiting::add);
    }
    while (!waiting.isEmpty()) {
      InetSocketAddress broker = waiting.remove();
      String address = broker.getHostString() + ":" + broker.getPort();
      if (asked.add(address)) {
        try {
          waiting.addAll(probe.look(broker, topic));
        } catch (KafkaFailure e) {
          refused.put(address, e.reason().name());
        }
      }
    }
    return refused;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }

  private <T> T get(String doing, KafkaFuture<T> future) {
    try {
      return future.get(timeoutMillis + 1_000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KafkaFailure.of(doing + " was interrupted", e);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw KafkaFailure.of(doing, e);
    }
  }

  /** Empty where the call failed with an error that means: there is no such thing. */
  private <T> Optional<T> unless(
      Class<? extends Exception> absent, String doing, KafkaFuture<T> future) {
    try {
      return Optional.ofNullable(get(doing, future));
    } catch (KafkaFailure e) {
      if (absent.isInstance(e.getCause())) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
