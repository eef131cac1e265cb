package io.kafkaaudit.operator;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AccessStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.owned.Keyring;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** Somebody else changes in Kafka what the operator made. */
class DriftTest extends OnOperatorBench {
  /** After it, the same thing found wrong again is somebody's doing. */
  private static final Duration SETTLED = Duration.ofSeconds(6);

  DriftTest() {
    super(Duration.ofMillis(300));
  }

  @Test
  void deletedAclsComeBackAndAnEventNamesThem() throws Exception {
    bench.applyReady("acls");
    bench.applyCredential("siem", "acls", "Overlap");
    bench.awaitReady("siem");
    long looks = bench.looks();
    await().until(() -> bench.looks() > looks + 2); // its cache learns last that the key is in use
    Collection<AclBinding> before = acls("acls");
    assertThat(events("acls", "DriftRepaired")).as("issuing a key is no drift").isEmpty();

    bench.clock().forward(SETTLED);
    delete(before);
    await().atMost(LONG).until(() -> acls("acls").containsAll(before));

    String key = bench.key("siem");
    String writer =
        bench.users("acls").stream().filter(user -> !user.equals(key)).findFirst().orElseThrow();
    await() // more than one Event where the operator looks while they are being deleted
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        events("acls", "DriftRepaired").stream()
                            .flatMap(event -> Stream.of(event.getMessage().split("; ", -1))))
                    .contains(
                        "ACL restored: User:" + key + " may READ on topic acls",
                        "ACL restored: User:" + writer + " may WRITE on topic acls",
                        "ACL restored: User:" + writer + " may WRITE on topic acls-agents")
                    .doesNotHaveDuplicates());
    assertThat(events("acls", "DriftRepaired")).extracting(Event::getType).containsOnly("Warning");
    assertThat(events("acls", "DriftRepaired")).extracting(Event::getCount).containsOnly(1);
    assertThat(bench.logReason("acls", "AccessReady")).isEqualTo("AccessAsSpecified");
  }

  @Test
  void whatFollowsFromTheBrokersReplicasIsNoDrift() throws Exception {
    bench.applyAdmin("default");
    AuditLog log =
        Serialization.unmarshal(
            """
            apiVersion: kafkaaudit.io/v1alpha1
            kind: AuditLog
            metadata: {name: default, namespace: security}
            spec:
              cluster: {podSelector: {matchLabels: {app: kafka}}}
              destination: {admin: {secretRef: {name: default-admin}}}
              topic: {name: default, partitions: 1}
            """,
            AuditLog.class);
    bench.client().resource(log).create();
    await().atMost(LONG).until(() -> bench.logReason("default", "Ready").equals("AllReady"));
    await().atMost(LONG).until(() -> isSet("default", "min.insync.replicas"));
    bench.stop();
    assertThat(events("default", "DriftRepaired")).isEmpty();

    bench.start(Fault.none(), DriftTest::withThreeBrokers);
    await().atMost(LONG).until(() -> topicMessage("default").contains("topic.replicas: 3"));
    assertThat(bench.logReason("default", "Ready")).isEqualTo("AllReady");
  }

  private String topicMessage(String log) {
    return OperatorBench.message(bench.log(log).getStatus().getConditions(), "TopicReady");
  }

  private static Destination withThreeBrokers(Destination destination) {
    return (Destination)
        Proxy.newProxyInstance(
            Destination.class.getClassLoader(),
            new Class<?>[] {Destination.class},
            (proxy, method, arguments) ->
                method.getName().equals("brokers")
                    ? List.of("a:9092", "b:9092", "c:9092")
                    : method.invoke(destination, arguments));
  }

  private static boolean isSet(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return root.describeConfigs(List.of(resource)).all().get().get(resource).get(name).source()
        == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
  }

  @Test
  void aForeignGrantGoesUnderEnforceAndAWideOneIsDenied() throws Exception {
    bench.applyReady("foreign");
    AclBinding literal = allow("User:eve", READ, "foreign", PatternType.LITERAL);
    AclBinding wide = allow("User:mallory", WRITE, "fore", PatternType.PREFIXED);
    root.createAcls(List.of(literal, wide)).all().get();
    AclBinding denial =
        deny("User:mallory", WRITE, ResourceType.TOPIC, "foreign", PatternType.LITERAL);
    await()
        .atMost(LONG)
        .until(() -> acls("foreign").contains(denial) && !acls("foreign").contains(literal));
    await().atMost(LONG).until(() -> !events("foreign", "DriftRepaired").isEmpty());
    assertThat(messages("foreign", "DriftRepaired"))
        .contains("ACL removed: User:eve may READ on topic foreign")
        .contains("ACL restored: User:mallory may not WRITE on topic foreign");

    assertThat(denialRecords("foreign")).hasSize(1);

    root.deleteAcls(List.of(wide.toFilter())).all().get();
    await().atMost(LONG).until(() -> !acls("foreign").contains(denial));
    await().atMost(LONG).until(() -> denialRecords("foreign").isEmpty());
  }

  @Test
  void aDenialOfAPersonStaysAndOneOfOursGoesWithTheAuditLog() throws Exception {
    bench.applyReady("denied");
    AclBinding persons = deny("User:eve", WRITE, ResourceType.TOPIC, "denied", PatternType.LITERAL);
    AclBinding wide = allow("User:mallory", WRITE, "deni", PatternType.PREFIXED);
    AclBinding ours =
        deny("User:mallory", WRITE, ResourceType.TOPIC, "denied", PatternType.LITERAL);
    root.createAcls(List.of(persons, wide)).all().get();
    await().atMost(LONG).until(() -> acls("denied").contains(ours));
    await()
        .atMost(LONG)
        .until(
            () ->
                accessMessage("denied")
                    .contains("--deny-principal User:eve --operation Write --topic denied"));
    assertThat(bench.logReason("denied", "AccessReady")).isEqualTo("AccessAsSpecified");
    bench.merge(AuditLog.class, "denied", "{\"spec\": {\"access\": {\"enforcement\": \"Warn\"}}}");
    await().atMost(LONG).until(() -> !acls("denied").contains(ours));
    bench.merge(
        AuditLog.class, "denied", "{\"spec\": {\"access\": {\"enforcement\": \"Enforce\"}}}");
    await().atMost(LONG).until(() -> acls("denied").contains(ours));
    assertThat(acls("denied")).contains(persons);

    bench.deleteLog("denied");
    await().atMost(LONG).until(() -> bench.log("denied") == null);
    assertThat(acls("denied")).containsExactly(persons);
    assertThat(bench.keyring("kafka-audit-denials-")).isEmpty();
    delete(List.of(persons, wide));
  }

  @Test
  void whatTheRecordSaidBeforeItWasDestroyedIsReportedAndStays() throws Exception {
    bench.applyReady("lost-record");
    AclBinding wide = allow("User:mallory", WRITE, "lost-", PatternType.PREFIXED);
    root.createAcls(List.of(wide)).all().get();
    AclBinding ours =
        deny("User:mallory", WRITE, ResourceType.TOPIC, "lost-record", PatternType.LITERAL);
    await().atMost(LONG).until(() -> acls("lost-record").contains(ours));
    String uid = bench.log("lost-record").getMetadata().getUid();
    bench.stop();
    new Keyring(bench.client(), OperatorBench.OPERATOR_NAMESPACE).putDenials(uid, "[{}]");
    delete(List.of(wide));
    bench.start();
    await()
        .atMost(LONG)
        .until(() -> accessMessage("lost-record").contains("kafka-audit-denials-" + uid));
    assertThat(accessMessage("lost-record")).contains("--deny-principal User:mallory");
    assertThat(acls("lost-record")).contains(ours);
  }

  @Test
  void aDenialThatKeepsAReaderOutIsToldWithTheCommandThatRemovesIt() throws Exception {
    bench.applyReady("unread");
    bench.applyCredential("shut-out", "unread", "Overlap");
    bench.awaitReady("shut-out");
    String key = bench.key("shut-out");
    for (AclBinding denial :
        List.of(
            deny("User:*", READ, ResourceType.TOPIC, "unr", PatternType.PREFIXED),
            deny(
                "User:" + key, ALL, ResourceType.GROUP, "audit_security_", PatternType.PREFIXED))) {
      root.createAcls(List.of(denial)).all().get();
      await()
          .atMost(LONG)
          .until(() -> bench.logReason("unread", "AccessReady").equals("KeyDenied"));
      assertThat(accessMessage("unread"))
          .contains("keys " + key + " do not work", "kafka-acls", "--deny-principal");
      await().atMost(LONG).until(() -> bench.reason("shut-out", "Ready").equals("KeyDenied"));
      assertThat(root.describeAcls(denial.toFilter()).values().get()).hasSize(1);
      delete(List.of(denial));
      bench.awaitReady("shut-out");
      await()
          .atMost(LONG)
          .until(() -> bench.logReason("unread", "AccessReady").equals("AccessAsSpecified"));
    }
  }

  private String accessMessage(String log) {
    return OperatorBench.message(bench.log(log).getStatus().getConditions(), "AccessReady");
  }

  private List<String> denialRecords(String log) {
    return bench.keyring("kafka-audit-denials-" + bench.log(log).getMetadata().getUid()).stream()
        .toList();
  }

  private static AclBinding deny(
      String principal,
      AclOperation operation,
      ResourceType type,
      String name,
      PatternType pattern) {
    return new AclBinding(
        new ResourcePattern(type, name, pattern),
        new AccessControlEntry(principal, "*", operation, AclPermissionType.DENY));
  }

  @Test
  void aWideGrantToReadIsNamedInStatus() throws Exception {
    bench.applyReady("watched");
    AclBinding wide = allow("User:curious", ALL, "watch", PatternType.PREFIXED);
    root.createAcls(List.of(wide)).all().get();
    await()
        .atMost(LONG)
        .until(
            () ->
                bench.log("watched").getStatus().getAccess().getBypass().contains("User:curious"));
    root.deleteAcls(List.of(wide.toFilter())).all().get();
  }

  @Test
  void morePrincipalsThanTheStatusHasRoomForStopNothing() throws Exception {
    bench.applyReady("crowded");
    bench.applyCredential("leaver", "crowded", "Overlap");
    bench.awaitReady("leaver");
    List<AclBinding> wide =
        IntStream.range(0, 101)
            .mapToObj(i -> allow("User:crowd" + i, ALL, "crowd", PatternType.PREFIXED))
            .toList();
    root.createAcls(wide).all().get();
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              AccessStatus access = bench.log("crowded").getStatus().getAccess();
              assertThat(access.getBypass()).hasSize(100);
              assertThat(access.getBypassOmitted()).isPositive();
            });
    bench.deleteCredential("leaver");
    await().atMost(LONG).until(() -> bench.granted("crowded").isEmpty());
    root.deleteAcls(wide.stream().map(AclBinding::toFilter).toList()).all().get();
    await()
        .atMost(LONG)
        .until(() -> bench.log("crowded").getStatus().getAccess().getBypassOmitted() == null);
  }

  @Test
  void whatIsUndoneThreeTimesIsLeftAloneUntilItEnds() throws Exception {
    bench.applyReady("fought");
    AclBinding grant = allow("User:gitops", READ, "fought", PatternType.LITERAL);
    for (int i = 1; i <= 3; i++) {
      root.createAcls(List.of(grant)).all().get();
      await().atMost(LONG).until(() -> !acls("fought").contains(grant));
      awaitRepairs("fought", i);
      bench.clock().forward(SETTLED);
    }
    root.createAcls(List.of(grant)).all().get();
    await().atMost(LONG).until(() -> bench.logReason("fought", "AccessReady").equals("Contested"));
    assertThat(
            OperatorBench.message(bench.log("fought").getStatus().getConditions(), "AccessReady"))
        .contains("ACL removed: User:gitops may READ on topic fought")
        .contains("3 times");
    assertThat(acls("fought")).as("left alone").contains(grant);
    assertThat(events("fought", "DriftRepaired"))
        .singleElement()
        .satisfies(event -> assertThat(event.getCount()).isEqualTo(3));

    bench.applyCredential("goes-on", "fought", "Overlap");
    bench.awaitReady("goes-on");

    bench.clock().forward(Duration.ofHours(1));
    await().atMost(LONG).until(() -> !acls("fought").contains(grant));
    await()
        .atMost(LONG)
        .until(() -> bench.logReason("fought", "AccessReady").equals("AccessAsSpecified"));
  }

  @Test
  void configsOfBothTopicsAreSetBackAndContestedWhenFoughtOver() throws Exception {
    bench.applyReady("config");
    bench.clock().forward(SETTLED);
    for (int i = 1; i <= 3; i++) {
      set("config", "retention.ms", "3600000");
      await().atMost(LONG).until(() -> config("config", "retention.ms").equals("604800000"));
      awaitRepairs("config", i);
      bench.clock().forward(SETTLED);
    }
    assertThat(messages("config", "DriftRepaired"))
        .contains("retention.ms of topic config set back from 3600000 to 604800000");
    set("config", "retention.ms", "3600000");
    await().atMost(LONG).until(() -> bench.logReason("config", "TopicReady").equals("Contested"));

    set("config-agents", "cleanup.policy", "delete");
    await().atMost(LONG).until(() -> config("config-agents", "cleanup.policy").equals("compact"));
    set("config", "retention.ms", "604800000");
    await()
        .atMost(LONG)
        .until(() -> bench.logReason("config", "TopicReady").equals("TopicAsSpecified"));
  }

  @Test
  void configsThatTheSpecDoesNotNameAreReset() throws Exception {
    bench.applyReady("unasked");
    bench.clock().forward(SETTLED);
    set("unasked", "follower.replication.throttled.replicas", "*");
    set("unasked", "max.message.bytes", "1000");
    set("unasked-agents", "max.message.bytes", "1000");
    await()
        .atMost(LONG)
        .until(
            () ->
                !isSet("unasked", "max.message.bytes")
                    && !isSet("unasked-agents", "max.message.bytes"));
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(messages("unasked", "DriftRepaired"))
                    .contains(
                        "max.message.bytes of topic unasked set back from 1000 to the default",
                        "max.message.bytes of topic unasked-agents set back from 1000"));
    assertThat(isSet("unasked", "follower.replication.throttled.replicas")).isTrue();

    bench.edit("unasked", log -> log.getSpec().getTopic().setConfigs(Map.of("flush.ms", "1000")));
    await().atMost(LONG).until(() -> isSet("unasked", "flush.ms"));
    bench.edit("unasked", log -> log.getSpec().getTopic().setConfigs(Map.of()));
    await().atMost(LONG).until(() -> !isSet("unasked", "flush.ms"));
    assertThat(messages("unasked", "DriftRepaired")).as("as asked").doesNotContain("flush.ms");
  }

  /** What is seen in Kafka the operator may not have noted yet, by the clock that moves on next. */
  private void awaitRepairs(String log, int times) {
    await()
        .atMost(LONG)
        .until(
            () -> events(log, "DriftRepaired").stream().mapToInt(Event::getCount).sum() >= times);
  }

  private List<Event> events(String log, String reason) {
    return bench.events(OperatorBench.NAMESPACE, log, reason);
  }

  private String messages(String log, String reason) {
    return events(log, reason).stream().map(Event::getMessage).toList().toString();
  }

  /** ACLs on the audit topics that are not the admin's. */
  private static Collection<AclBinding> acls(String topic) throws Exception {
    return root.describeAcls(AclBindingFilter.ANY).values().get().stream()
        .filter(acl -> acl.pattern().name().startsWith(topic))
        .filter(acl -> !acl.entry().principal().equals("User:admin" + topic))
        .filter(acl -> acl.pattern().patternType() == PatternType.LITERAL)
        .toList();
  }

  private static void delete(Collection<AclBinding> acls) throws Exception {
    root.deleteAcls(acls.stream().map(AclBinding::toFilter).toList()).all().get();
  }

  private static AclBinding allow(
      String principal, AclOperation operation, String topic, PatternType pattern) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, pattern),
        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
  }

  private static void set(String topic, String name, String value) throws Exception {
    root.incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private static String config(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return root.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
  }
}
