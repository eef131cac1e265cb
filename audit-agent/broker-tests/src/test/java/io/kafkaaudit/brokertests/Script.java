package io.kafkaaudit.brokertests;

import static org.awaitility.Awaitility.await;

import io.kafkaaudit.broker.BrokerProcess;
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
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
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

/** Every management API that Kafka's own Admin client can call, each with a known end. */
@SuppressWarnings("deprecation") // alterConfigs is what old tools still use
final class Script {
  private final Admin admin;
  private final boolean authorizer;
  private final int brokerId;

  Script(Admin admin, boolean authorizer, int brokerId) {
    this.admin = admin;
    this.authorizer = authorizer;
    this.brokerId = brokerId;
  }

  void run() throws Exception {
    end(admin.createTopics(topics("t1", "t2")).all());
    end(admin.createTopics(topics("t1")).all());
    end(admin.createPartitions(Map.of("t1", NewPartitions.increaseTo(2))).all());
    configs();
    acls();
    end(
        admin
            .alterClientQuotas(
                List.of(
                    new ClientQuotaAlteration(
                        new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "alice")),
                        List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1e6)))))
            .all());
    ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    end(
        admin
            .alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion("carol", scram, "carol-secret"),
                    new UserScramCredentialDeletion("nobody", ScramMechanism.SCRAM_SHA_512)))
            .all());
    TopicPartition partition = new TopicPartition("t1", 0);
    end(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(0))).all());
    end(admin.deleteConsumerGroups(List.of("no-group")).all());
    end(admin.deleteConsumerGroupOffsets("no-group", Set.of(partition)).all());
    end(admin.alterPartitionReassignments(Map.of(partition, Optional.empty())).all());
    end(admin.electLeaders(ElectionType.PREFERRED, Set.of(partition)).all());
    end(
        admin
            .alterReplicaLogDirs(
                Map.of(new TopicPartitionReplica("t1", 0, brokerId), "/no/such/directory"))
            .all());
    tokens();
    end(
        admin
            .updateFeatures(
                Map.of(
                    "no.feature", new FeatureUpdate((short) 7, FeatureUpdate.UpgradeType.UPGRADE)),
                new org.apache.kafka.clients.admin.UpdateFeaturesOptions())
            .all());
    end(admin.unregisterBroker(99).all());
    end(admin.deleteTopics(List.of("t2", "no-topic")).all());
  }

  private void configs() throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "t1");
    end(admin.incrementalAlterConfigs(Map.of(topic, set("retention.ms", "3600000"))).all());
    end(admin.incrementalAlterConfigs(Map.of(topic, set("retention.ms", "soon"))).all());
    ConfigResource old = new ConfigResource(ConfigResource.Type.TOPIC, "t2");
    end(
        admin
            .alterConfigs(
                Map.of(old, new Config(List.of(new ConfigEntry("retention.ms", "7200000")))))
            .all());
  }

  private void acls() throws Exception {
    end(
        admin
            .createAcls(
                List.of(
                    Acls.allow("User:bob", AclOperation.READ, ResourceType.TOPIC, "t1"),
                    Acls.allow("User:bob", AclOperation.READ, ResourceType.GROUP, "g1")))
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

  private void tokens() throws Exception {
    DelegationToken token = admin.createDelegationToken().delegationToken().get();
    untilTheTokenIsKnown(() -> admin.renewDelegationToken(token.hmac()).expiryTimestamp().get());
    untilTheTokenIsKnown(() -> admin.expireDelegationToken(token.hmac()).expiryTimestamp().get());
  }

  /** Nodes learn of a token one after the other. */
  private static void untilTheTokenIsKnown(Callable<Long> call) {
    await().ignoreExceptions().until(() -> call.call() > 0);
  }

  private static Collection<AlterConfigOp> set(String name, String value) {
    return List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
  }

  private static List<NewTopic> topics(String... names) {
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

  /** What {@link #run} must leave in the audit log: method, resource, decision, result. */
  List<String> expected() {
    String granted = authorizer ? "granted" : "undecided";
    String acl = authorizer ? "SUCCESS" : "FAILURE SECURITY_DISABLED";
    String principal = "User:" + BrokerProcess.SUPER_USER;
    return """
        CreateTopics topic=t1 SUCCESS
        CreateTopics topic=t2 SUCCESS
        CreateTopics topic=t1 FAILURE TOPIC_ALREADY_EXISTS
        CreatePartitions topic=t1 SUCCESS
        IncrementalAlterConfigs topic=t1 SUCCESS
        IncrementalAlterConfigs topic=t1 FAILURE INVALID_CONFIG
        AlterConfigs topic=t2 SUCCESS
        CreateAcls topic=t1 %s
        CreateAcls group=g1 %s
        DeleteAcls group=g1 %s
        AlterClientQuotas user=alice SUCCESS
        AlterUserScramCredentials user=carol SUCCESS
        AlterUserScramCredentials user=nobody FAILURE RESOURCE_NOT_FOUND
        DeleteRecords topic=t1 SUCCESS
        DeleteGroups group=no-group FAILURE GROUP_ID_NOT_FOUND
        OffsetDelete group=no-group FAILURE GROUP_ID_NOT_FOUND
        AlterPartitionReassignments topic=t1 FAILURE NO_REASSIGNMENT_IN_PROGRESS
        ElectLeaders topic=t1 FAILURE ELECTION_NOT_NEEDED
        AlterReplicaLogDirs topic=t1 FAILURE LOG_DIR_NOT_FOUND
        CreateDelegationToken cluster SUCCESS
        RenewDelegationToken cluster SUCCESS
        ExpireDelegationToken cluster SUCCESS
        UpdateFeatures cluster FAILURE INVALID_UPDATE_VERSION
        UnregisterBroker cluster FAILURE BROKER_ID_NOT_REGISTERED
        DeleteTopics topic=t2 SUCCESS
        DeleteTopics topic=no-topic FAILURE UNKNOWN_TOPIC_OR_PARTITION
        """
        .formatted(acl, acl, acl)
        .lines()
        .map(line -> principal + " " + decisionOf(line, granted) + " " + line)
        .toList();
  }

  /** Whoever holds a token may renew it: no right is asked for. */
  private static String decisionOf(String line, String granted) {
    return line.contains("DelegationToken") ? "undecided" : granted;
  }
}
