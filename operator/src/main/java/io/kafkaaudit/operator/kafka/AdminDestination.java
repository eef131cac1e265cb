package io.kafkaaudit.operator.kafka;

import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** {@link Destination} by one Kafka Admin client. */
public final class AdminDestination implements Destination {
  private final Admin admin;
  private final AdminCalls calls;
  private final KeyAdmin keys;
  private final TopicAdmin topics;
  private final StoredBytes storedBytes;
  private final StatusTopics statusTopics;
  private final Duration timeout;

  /**
   * Connects lazily: the first call tells whether the destination is there.
   *
   * @param timeout for each call
   */
  public AdminDestination(AdminProperties properties, Duration timeout) {
    this.timeout = timeout;
    Properties client = client(properties, timeout);
    this.admin = connect("connecting to " + properties.bootstrapServers(), client);
    this.calls = new AdminCalls(timeout.toMillis());
    this.keys = new KeyAdmin(admin, calls, properties.bootstrapServers());
    this.topics = new TopicAdmin(admin, calls);
    this.storedBytes = new StoredBytes(admin, calls);
    this.statusTopics = new StatusTopics(client, timeout);
  }

  /**
   * What a client of the operator is made of.
   *
   * @param timeout for each call
   */
  static Properties client(AdminProperties properties, Duration timeout) {
    Properties client = properties.toClient();
    long timeoutMillis = timeout.toMillis();
    client.setProperty("default.api.timeout.ms", Long.toString(timeoutMillis));
    client.setProperty("request.timeout.ms", Long.toString(Math.min(timeoutMillis, 10_000)));
    client.setProperty("client.id", "kafka-audit-operator");
    return client;
  }

  /** Making a client resolves host names and reads certificates, and throws where it cannot. */
  static Admin connect(String doing, Properties client) {
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
    return topics.topic(name);
  }

  @Override
  public boolean isAbsent(TopicPlan.Wanted wanted) {
    return topics.isAbsent(wanted);
  }

  @Override
  public Map<Integer, PartitionStart> starts(
      String topic, Collection<Integer> partitions, Instant from) {
    return topics.starts(topic, partitions, from);
  }

  @Override
  public OptionalLong storedBytes(String topic) {
    return storedBytes.of(topic);
  }

  @Override
  public void apply(TopicPlan.Wanted wanted, TopicPlan plan) {
    topics.apply(wanted, plan);
  }

  @Override
  public void deleteTopic(String name) {
    topics.deleteTopic(name);
  }

  @Override
  public AclPlan aclPlan(AclPlan.Access access, Set<Denial> recorded) {
    String topic = access.topic();
    Set<AclBinding> acls = new LinkedHashSet<>();
    List<ResourcePatternFilter> patterns =
        List.of(
            new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.MATCH),
            new ResourcePatternFilter(ResourceType.TOPIC, topic + "-agents", PatternType.MATCH),
            new ResourcePatternFilter(ResourceType.CLUSTER, null, PatternType.ANY));
    for (ResourcePatternFilter pattern : patterns) {
      AclBindingFilter filter = new AclBindingFilter(pattern, AccessControlEntryFilter.ANY);
      acls.addAll(calls.get("reading ACLs", admin.describeAcls(filter).values()));
    }
    AclBindingFilter deniedGroups =
        new AclBindingFilter(
            new ResourcePatternFilter(ResourceType.GROUP, null, PatternType.ANY),
            new AccessControlEntryFilter(null, null, AclOperation.ANY, AclPermissionType.DENY));
    acls.addAll(calls.get("reading ACLs", admin.describeAcls(deniedGroups).values()));
    return AclPlan.of(access, recorded, acls);
  }

  @Override
  public void apply(AclPlan plan) {
    if (!plan.create().isEmpty()) {
      calls.get("creating ACLs", admin.createAcls(plan.create()).all());
    }
    List<AclBindingFilter> gone =
        Stream.concat(plan.delete().stream(), plan.sweep().stream())
            .map(AclBinding::toFilter)
            .toList();
    if (!gone.isEmpty()) {
      calls.get("deleting ACLs", admin.deleteAcls(gone).all());
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
  public KnownAt knowing(String keyId, ClientConfigFiles guide, String topic) {
    return keys.knowing(keyId, guide, topic);
  }

  @Override
  public Collection<AgentReport> agentReports(String statusTopic) {
    return statusTopics.read(statusTopic);
  }

  @Override
  public void append(
      ClientConfigFiles writer, String topic, String recordKey, List<CloudEvent> events) {
    new EventAppender(timeout).append(writer, topic, recordKey, events);
  }

  @Override
  public void close() {
    statusTopics.close();
    admin.close(Duration.ofSeconds(5));
  }
}
