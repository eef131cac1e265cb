package io.kafkaaudit.brokertests;

import static io.kafkaaudit.brokertests.Script.end;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateDelegationTokenOptions;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;

/** The calls of {@link Script} by a user who may only see one topic and one group. */
@SuppressWarnings("deprecation") // alterConfigs is what old tools still use
final class Denials {
  private static final TopicPartition PARTITION = new TopicPartition("t1", 0);

  private final Admin alice;
  private final String version;
  private final int brokerId;

  Denials(Admin alice, String version, int brokerId) {
    this.alice = alice;
    this.version = version;
    this.brokerId = brokerId;
  }

  /**
   * Between {@link Script#build} and {@link Script#tearDown}.
   *
   * @param token of another one
   */
  void run(byte[] token) throws Exception {
    end(alice.createTopics(Script.topics("t9")).all());
    end(alice.deleteTopics(List.of("t1")).all());
    end(alice.createPartitions(Map.of("t1", NewPartitions.increaseTo(3))).all());
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "t1");
    end(alice.incrementalAlterConfigs(Map.of(topic, Script.set("retention.ms", "1"))).all());
    Config config = new Config(List.of(new ConfigEntry("retention.ms", "1")));
    end(alice.alterConfigs(Map.of(topic, config)).all());
    end(
        alice
            .createAcls(
                List.of(Acls.allow("User:alice", AclOperation.ALL, ResourceType.TOPIC, "t1")))
            .all());
    end(alice.deleteAcls(List.of(AclBindingFilter.ANY)).all());
    end(
        alice
            .alterClientQuotas(
                List.of(
                    new ClientQuotaAlteration(
                        new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "alice")),
                        List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1e9)))))
            .all());
    end(
        alice
            .alterUserScramCredentials(
                List.of(new UserScramCredentialDeletion("carol", ScramMechanism.SCRAM_SHA_512)))
            .all());
    partitions();
    end(alice.deleteConsumerGroupOffsets("g2", Set.of(PARTITION)).all());
    end(alice.deleteConsumerGroups(List.of("g2")).all());
    cluster();
    tokens(token);
    reads();
  }

  private void partitions() throws Exception {
    end(alice.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(0))).all());
    end(alice.alterPartitionReassignments(Map.of(PARTITION, Optional.empty())).all());
    end(alice.electLeaders(ElectionType.PREFERRED, Set.of(PARTITION)).all());
    TopicPartitionReplica replica = new TopicPartitionReplica("t1", 0, brokerId);
    end(alice.alterReplicaLogDirs(Map.of(replica, "/no/such/directory")).all());
  }

  private void cluster() throws Exception {
    end(
        alice
            .updateFeatures(
                Map.of(
                    "no.feature", new FeatureUpdate((short) 7, FeatureUpdate.UpgradeType.UPGRADE)),
                new UpdateFeaturesOptions())
            .all());
    end(alice.unregisterBroker(99).all());
    Set<RaftVoterEndpoint> endpoints = Set.of(new RaftVoterEndpoint("CONTROLLER", "localhost", 1));
    end(alice.addRaftVoter(99, Uuid.ONE_UUID, endpoints).all());
    end(alice.removeRaftVoter(99, Uuid.ONE_UUID).all());
  }

  private void tokens(byte[] token) throws Exception {
    KafkaPrincipal carol = new KafkaPrincipal(KafkaPrincipal.USER_TYPE, "carol");
    CreateDelegationTokenOptions forCarol = new CreateDelegationTokenOptions().owner(carol);
    end(alice.createDelegationToken(forCarol).delegationToken());
    end(alice.renewDelegationToken(token).expiryTimestamp());
    end(alice.expireDelegationToken(token).expiryTimestamp());
  }

  /** Not management, but told because it is denied. */
  private void reads() throws Exception {
    end(alice.describeTopics(List.of("t2")).allTopicNames());
    end(alice.listOffsets(Map.of(new TopicPartition("t2", 0), OffsetSpec.latest())).all());
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "t1");
    end(alice.describeConfigs(List.of(topic)).all());
    end(alice.describeAcls(AclBindingFilter.ANY).values());
    end(alice.describeClientQuotas(ClientQuotaFilter.all()).entities());
    end(alice.listPartitionReassignments().reassignments());
    end(alice.describeMetadataQuorum().quorumInfo());
    end(alice.deleteConsumerGroups(List.of("g1")).all());
  }

  /** What {@link #run} must leave in the audit log. */
  List<String> expected() {
    List<String> lines =
        new ArrayList<>(
            """
            denied CreateTopics topic=t9 FAILURE TOPIC_AUTHORIZATION_FAILED
            denied DeleteTopics topic=t1 FAILURE TOPIC_AUTHORIZATION_FAILED
            denied CreatePartitions topic=t1 FAILURE TOPIC_AUTHORIZATION_FAILED
            denied IncrementalAlterConfigs topic=t1 FAILURE TOPIC_AUTHORIZATION_FAILED
            denied AlterConfigs topic=t1 FAILURE TOPIC_AUTHORIZATION_FAILED
            denied CreateAcls topic=t1 FAILURE CLUSTER_AUTHORIZATION_FAILED
            denied DeleteAcls cluster FAILURE CLUSTER_AUTHORIZATION_FAILED
            denied AlterClientQuotas quota=user:alice FAILURE CLUSTER_AUTHORIZATION_FAILED
            denied AlterUserScramCredentials user=carol FAILURE CLUSTER_AUTHORIZATION_FAILED
            denied DeleteRecords topic=t1 FAILURE TOPIC_AUTHORIZATION_FAILED
            denied AlterPartitionReassignments topic=t1 FAILURE CLUSTER_AUTHORIZATION_FAILED
            denied ElectLeaders topic=t1 FAILURE CLUSTER_AUTHORIZATION_FAILED
            denied AlterReplicaLogDirs topic=t1 FAILURE CLUSTER_AUTHORIZATION_FAILED
            denied OffsetDelete topic=t1 FAILURE GROUP_AUTHORIZATION_FAILED
            denied DeleteGroups group=g2 FAILURE GROUP_AUTHORIZATION_FAILED
            denied UpdateFeatures feature=no.feature FAILURE CLUSTER_AUTHORIZATION_FAILED
            denied UnregisterBroker broker=99 FAILURE CLUSTER_AUTHORIZATION_FAILED
            denied CreateDelegationToken cluster FAILURE DELEGATION_TOKEN_AUTHORIZATION_FAILED
            undecided RenewDelegationToken cluster FAILURE DELEGATION_TOKEN_OWNER_MISMATCH
            undecided ExpireDelegationToken cluster FAILURE DELEGATION_TOKEN_OWNER_MISMATCH
            denied Metadata topic=t2 FAILURE
            denied DescribeConfigs topic=t1 FAILURE
            denied DescribeAcls cluster FAILURE
            denied DescribeClientQuotas cluster FAILURE
            denied ListPartitionReassignments cluster FAILURE
            denied DescribeQuorum cluster FAILURE
            denied FindCoordinator group=g1 FAILURE
            """
                .lines()
                .toList());
    boolean old = !Releases.since(version, "3.8");
    lines.add("denied " + (old ? "Metadata" : "DescribeTopicPartitions") + " topic=t2 FAILURE");
    if (Releases.since(version, "3.9")) {
      lines.add("denied AddRaftVoter voter=99 FAILURE CLUSTER_AUTHORIZATION_FAILED");
      lines.add("denied RemoveRaftVoter voter=99 FAILURE CLUSTER_AUTHORIZATION_FAILED");
    }
    return lines.stream().map(line -> "User:alice " + line).toList();
  }
}
