package io.kafkaaudit.operator.kafka;

import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The destination cluster as the operator's admin sees and changes it. Every call ends within the
 * admin's timeouts; every method throws {@link KafkaFailure}. Thread-safe.
 */
public interface Destination extends AutoCloseable {

  /** Id of the cluster. */
  String clusterId();

  /** A topic; null: there is none of that name. */
  TopicPlan.@Nullable Actual topic(String name);

  /**
   * Whether there is no topic of that name anywhere: {@link #topic} asks one broker, which may lag.
   */
  boolean isAbsent(TopicPlan.Wanted wanted);

  /**
   * Where each of these partitions of a topic begins, and where the records from that time on do.
   */
  Map<Integer, PartitionStart> starts(String topic, Collection<Integer> partitions, Instant from);

  /**
   * Offsets of a partition.
   *
   * @param log of the first record that is there
   * @param from of the first record of that time or later; the partition's end if there is none
   * @param end of the record that comes next
   */
  record PartitionStart(long log, long from, long end) {}

  /**
   * Bytes of a topic on the disks of the brokers that are up, all replicas together; up to five
   * minutes old.
   *
   * @return empty: the topic was made since, or has no replica there
   */
  OptionalLong storedBytes(String topic);

  /** Carries out a plan for a topic; a plan that is done makes no call. */
  void apply(TopicPlan.Wanted wanted, TopicPlan plan);

  /** Deletes a topic; none of that name is no error. */
  void deleteTopic(String name);

  /**
   * Reads the ACLs that bear on the audit topics and says what has to be done about them.
   *
   * @param recorded DENYs that the operator made, or was about to make
   */
  AclPlan aclPlan(AclPlan.Access access, Set<Denial> recorded);

  /** Carries out a plan for ACLs; a plan that is done makes no call. */
  void apply(AclPlan plan);

  /** Lets a key use the groups that begin so. */
  void allowGroups(String keyId, String groupPrefix);

  /** Takes every grant on groups away from a key; a DENY, which is not ours, stays. */
  void denyGroups(String keyId);

  /** What Kafka has of the keys of the prefix. */
  LiveKeys keys(String keyPrefix);

  /** Makes a SCRAM-SHA-512 user, or gives it this password. */
  void upsertKey(String keyId, String password);

  /** Removes a SCRAM user; one that is not there is no error. */
  void deleteKey(String keyId);

  /** Addresses of all brokers, for a probe of each. */
  List<String> brokers();

  /**
   * Tries a key at every broker of its listener: SCRAM users and ACLs reach brokers one by one.
   *
   * @return addresses at which it cannot log in and describe the topic, with the {@link
   *     KafkaFailure.Reason}'s name: empty for a key that is ready, all of them for a key that is
   *     gone. A key that may nowhere log in is tried at its bootstrap servers, and at every broker
   *     if the admin uses the same ones
   */
  Map<String, String> probe(ClientConfigFiles key, String topic);

  /**
   * Asks every broker of the guide's listener whether it still knows a SCRAM user: one that was
   * deleted leaves brokers one by one. Nobody logs in as that user, and no password is needed.
   *
   * @param guide a key that can log in, and so leads to all brokers of the listener
   * @return at which brokers the user could still log in, and which did not answer
   */
  KnownAt knowing(String keyId, ClientConfigFiles guide, String topic);

  /** What the agents last said of themselves: the latest report of each run. */
  Collection<AgentReport> agentReports(String statusTopic);

  /**
   * Appends events to a topic, in this order, as a key that may write: the admin may not. The
   * connection is made for this and closed again.
   *
   * @param recordKey of each of them
   * @throws KafkaFailure when some of them may not be there; others may
   */
  void append(ClientConfigFiles writer, String topic, String recordKey, List<CloudEvent> events);

  @Override
  void close();
}
