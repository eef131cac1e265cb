package io.kafkaaudit.brokertests;

import static org.awaitility.Awaitility.await;

import io.kafkaaudit.broker.BrokerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.token.delegation.DelegationToken;

/**
 * Every management API that Kafka's own Admin client can call, by a user who may do everything: one
 * call that succeeds and one that fails, where a client can bring that about.
 */
@SuppressWarnings("deprecation") // alterConfigs is what old tools still use
final class Script {
  private static final TopicPartition PARTITION = new TopicPartition("t1", 0);

  private final Admin admin;
  private final int brokerId;
  private final Path logDirectory;
  private byte[] token = new byte[0];

  /**
   * @param directory of the broker's process
   */
  Script(Admin admin, int brokerId, Path directory) {
    this.admin = admin;
    this.brokerId = brokerId;
    this.logDirectory = directory.resolve("node-" + brokerId).resolve("data");
  }

  /** Everything but {@link #tearDown}; what it made is there for others to try their hands at. */
  void build() throws Exception {
    end(admin.createTopics(topics("t1", "t2")).all());
    end(admin.createTopics(topics("t1")).all());
    end(admin.createPartitions(Map.of("t1", NewPartitions.increaseTo(2))).all());
    end(admin.createPartitions(Map.of("t1", NewPartitions.increaseTo(1))).all());
    configs();
    acls();
    quotasAndUsers();
    partitions();
    groups();
    end(
        admin
            .updateFeatures(
                Map.of(
                    "no.feature", new FeatureUpdate((short) 7, FeatureUpdate.UpgradeType.UPGRADE)),
                new UpdateFeaturesOptions())
            .all());
    end(admin.unregisterBroker(99).all());
    Set<RaftVoterEndpoint> endpoints = Set.of(new RaftVoterEndpoint("CONTROLLER", "localhost", 1));
    end(admin.addRaftVoter(99, Uuid.ONE_UUID, endpoints).all());
    end(admin.removeRaftVoter(99, Uuid.ONE_UUID).all());
    DelegationToken made = admin.createDelegationToken().delegationToken().get();
    token = made.hmac();
    untilTheTokenIsKnown(() -> admin.renewDelegationToken(token).expiryTimestamp().get());
  }

  /** Of a token that is there between {@link #build} and {@link #tearDown}. */
  byte[] token() {
    return token;
  }

  void tearDown() throws Exception {
    untilTheTokenIsKnown(() -> admin.expireDelegationToken(token).expiryTimestamp().get());
    end(admin.deleteConsumerGroups(List.of("g2")).all());
    end(admin.deleteTopics(List.of("t2", "no-topic")).all());
  }

  private void configs() throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "t1");
    end(admin.incrementalAlterConfigs(Map.of(topic, set("retention.ms", "3600000"))).all());
    end(admin.incrementalAlterConfigs(Map.of(topic, set("retention.ms", "soon"))).all());
    ConfigResource old = new ConfigResource(ConfigResource.Type.TOPIC, "t2");
    for (String retention : List.of("7200000", "soon")) {
      Config config = new Config(List.of(new ConfigEntry("retention.ms", retention)));
      end(admin.alterConfigs(Map.of(old, config)).all());
    }
  }

  private void acls() throws Exception {
    end(
        admin
            .createAcls(
                List.of(
                    Acls.allow("User:bob", AclOperation.READ, ResourceType.TOPIC, "t1"),
                    Acls.allow("User:bob", AclOperation.READ, ResourceType.GROUP, "g1"),
                    Acls.allow("User:bob", AclOperation.ALTER, ResourceType.CLUSTER, "other")))
            .all());
    // So that the client of alice gets as far as to the requests that are refused.
    end(
        admin
            .createAcls(
                List.of(
                    Acls.allow("User:alice", AclOperation.DESCRIBE, ResourceType.TOPIC, "t1"),
                    Acls.allow("User:alice", AclOperation.DESCRIBE, ResourceType.GROUP, "g2")))
            .all());
    end(
        admin
            .deleteAcls(
                List.of(
                    new AclBindingFilter(
                        new ResourcePatternFilter(ResourceType.GROUP, "g1", PatternType.LITERAL),
                        new AccessControlEntryFilter(
                            "User:bob", null, AclOperation.READ, AclPermissionType.ALLOW))))
            .all());
  }

  private void quotasAndUsers() throws Exception {
    for (String quota : List.of("producer_byte_rate", "no_such_quota")) {
      end(
          admin
              .alterClientQuotas(
                  List.of(
                      new ClientQuotaAlteration(
                          new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "alice")),
                          List.of(new ClientQuotaAlteration.Op(quota, 1e6)))))
              .all());
    }
    ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    end(
        admin
            .alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion("carol", scram, "carol-secret"),
                    new UserScramCredentialDeletion("nobody", ScramMechanism.SCRAM_SHA_512)))
            .all());
  }

  private void partitions() throws Exception {
    for (long offset : new long[] {0, 99}) {
      end(admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(offset))).all());
    }
    NewPartitionReassignment same = new NewPartitionReassignment(List.of(brokerId));
    end(admin.alterPartitionReassignments(Map.of(PARTITION, Optional.of(same))).all());
    end(admin.alterPartitionReassignments(Map.of(PARTITION, Optional.empty())).all());
    end(admin.electLeaders(ElectionType.PREFERRED, Set.of(PARTITION)).all());
    for (String target : List.of(logDirectory.toString(), "/no/such/directory")) {
      TopicPartitionReplica replica = new TopicPartitionReplica("t1", 0, brokerId);
      end(admin.alterReplicaLogDirs(Map.of(replica, target)).all());
    }
  }

  private void groups() throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(PARTITION, new OffsetAndMetadata(0));
    end(admin.alterConsumerGroupOffsets("g2", offsets).all());
    end(admin.deleteConsumerGroupOffsets("g2", Set.of(PARTITION)).all());
    end(admin.deleteConsumerGroupOffsets("no-group", Set.of(PARTITION)).all());
    end(admin.alterConsumerGroupOffsets("g2", offsets).all()); // or there is no group any more
    end(admin.deleteConsumerGroups(List.of("no-group")).all());
  }

  /** Nodes learn of a token one after the other. */
  private static void untilTheTokenIsKnown(Callable<Long> call) {
    await().ignoreExceptions().until(() -> call.call() > 0);
  }

  static Collection<AlterConfigOp> set(String name, String value) {
    return List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
  }

  static List<NewTopic> topics(String... names) {
    return java.util.Arrays.stream(names).map(n -> new NewTopic(n, 1, (short) 1)).toList();
  }

  /** What the cluster answers is asserted by the events. */
  static void end(KafkaFuture<?> future) throws InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof org.apache.kafka.common.errors.ApiException)) {
        throw new AssertionError("the cluster did not answer", e);
      }
    }
  }

  /** What the script must leave in the audit log: method, resource, decision, result. */
  List<String> expected(String version, boolean authorizer) {
    String granted = authorizer ? "granted" : "undecided";
    String acl = authorizer ? "SUCCESS" : "FAILURE SECURITY_DISABLED";
    String badAcl = authorizer ? "FAILURE INVALID_REQUEST" : acl;
    String principal = "User:" + BrokerProcess.SUPER_USER;
    List<String> lines =
        new ArrayList<>(
            """
            CreateTopics topic=t1 SUCCESS
            CreateTopics topic=t2 SUCCESS
            CreateTopics topic=t1 FAILURE TOPIC_ALREADY_EXISTS
            CreatePartitions topic=t1 SUCCESS
            CreatePartitions topic=t1 FAILURE INVALID_PARTITIONS
            IncrementalAlterConfigs topic=t1 SUCCESS
            IncrementalAlterConfigs topic=t1 FAILURE INVALID_CONFIG
            AlterConfigs topic=t2 SUCCESS
            AlterConfigs topic=t2 FAILURE INVALID_CONFIG
            CreateAcls topic=t1 %1$s
            CreateAcls group=g1 %1$s
            CreateAcls cluster %2$s
            CreateAcls topic=t1 %1$s
            CreateAcls group=g2 %1$s
            DeleteAcls group=g1 %1$s
            AlterClientQuotas quota=user:alice SUCCESS
            AlterClientQuotas quota=user:alice FAILURE INVALID_REQUEST
            AlterUserScramCredentials user=carol SUCCESS
            AlterUserScramCredentials user=nobody FAILURE RESOURCE_NOT_FOUND
            DeleteRecords topic=t1 SUCCESS
            DeleteRecords topic=t1 FAILURE OFFSET_OUT_OF_RANGE
            AlterPartitionReassignments topic=t1 SUCCESS
            AlterPartitionReassignments topic=t1 FAILURE NO_REASSIGNMENT_IN_PROGRESS
            ElectLeaders topic=t1 FAILURE ELECTION_NOT_NEEDED
            AlterReplicaLogDirs topic=t1 SUCCESS
            AlterReplicaLogDirs topic=t1 FAILURE LOG_DIR_NOT_FOUND
            OffsetCommit group=g2 SUCCESS
            OffsetCommit group=g2 SUCCESS
            OffsetDelete topic=t1 SUCCESS
            OffsetDelete topic=t1 FAILURE GROUP_ID_NOT_FOUND
            DeleteGroups group=no-group FAILURE GROUP_ID_NOT_FOUND
            DeleteGroups group=g2 SUCCESS
            UpdateFeatures feature=no.feature FAILURE INVALID_UPDATE_VERSION
            UnregisterBroker broker=99 FAILURE BROKER_ID_NOT_REGISTERED
            CreateDelegationToken token SUCCESS
            RenewDelegationToken cluster SUCCESS
            ExpireDelegationToken cluster SUCCESS
            DeleteTopics topic=t2 SUCCESS
            DeleteTopics topic=no-topic FAILURE UNKNOWN_TOPIC_OR_PARTITION
            """
                .formatted(acl, badAcl)
                .lines()
                .toList());
    if (Releases.since(version, "3.9")) { // a quorum of voters that the configuration names
      lines.add("AddRaftVoter voter=99 FAILURE UNSUPPORTED_VERSION");
      lines.add("RemoveRaftVoter voter=99 FAILURE UNSUPPORTED_VERSION");
    }
    return lines.stream()
        .map(line -> principal + " " + decisionOf(line, granted) + " " + line)
        .toList();
  }

  /** Whoever holds a token may renew it: no right is asked for. */
  private static String decisionOf(String line, String granted) {
    return line.contains("DelegationToken") ? "undecided" : granted;
  }
}
