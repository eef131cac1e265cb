package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.Forwarded;
import io.kafkaaudit.crd.AuditLog;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator that has nothing to do writes nothing: not to the API server, and not to Kafka. */
class IdleTest extends OnKafka {
  private static final String PRODUCE = "Produce";

  /** Every request by which a client changes something, as the broker counts them. */
  private static final Set<String> KAFKA_WRITES =
      Set.of(
          "AlterConfigs",
          "AlterUserScramCredentials",
          "CreateAcls",
          "CreateDelegationToken",
          "CreatePartitions",
          "CreateTopics",
          "DeleteAcls",
          "DeleteGroups",
          "DeleteRecords",
          "DeleteTopics",
          "ExpireDelegationToken",
          "IncrementalAlterConfigs",
          "InitProducerId",
          "JoinGroup",
          "OffsetCommit",
          "OffsetDelete",
          PRODUCE);

  private static final Predicate<String> HOURLY_NOTE =
      Pattern.compile(
              "^PATCH /api/v1/namespaces/"
                  + OperatorBench.OPERATOR_NAMESPACE
                  + "/configmaps/kafka-audit-log-starts\\?")
          .asPredicate();

  private static final int POLLS = 8;
  private static final String LOOK_OF_UPKEEP = "/secrets/certificate";

  @TempDir static Path jars;
  private OperatorBench bench;

  @BeforeEach
  void start() {
    bench = new OperatorBench(kafka, root, Duration.ofMillis(300));
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void nothingIsWrittenWhileNothingChanges() throws Exception {
    bench.start();
    bench.applyAdmin("idle");
    bench.applyLog("idle", 2);
    bench.applyCredential("quiet", "idle", "Overlap");
    bench.awaitReady("quiet");
    awaitReason("idle", "Ready", "AllReady");
    assertThat(kafkaWrites().get("CreateAcls")).as("the counting works").isPositive();

    Idle idle = new Idle();
    polls(POLLS);
    idle.assertNothingWritten(0);

    bench.clock().forward(Duration.ofHours(2));
    Idle later = new Idle();
    bench.clock().forward(Duration.ofHours(2));
    later.awaitRequest("/configmaps/kafka-audit-log-starts");
    polls(POLLS);
    later.assertNothingWritten(0);
  }

  @Test
  void nothingIsWrittenForWhatAgentsReportAndCapture() throws Exception {
    injecting("injected");
    try (StandInAgent agent = new StandInAgent(kafka, "injected", 1)) {
      letReport("injected", agent);

      Idle idle = new Idle();
      for (int poll = 0; poll < POLLS; poll++) {
        agent.report(bench.agentSettings("injected").settingsRevision(), 1_000 + poll);
        agent.capture();
        polls(1);
      }
      idle.awaitRequest(LOOK_OF_UPKEEP);
      idle.assertNothingWritten(2 * POLLS);

      bench.clock().forward(Duration.ofMinutes(2));
      awaitReason("injected", "AgentReporting", "WaitingForAgents");
      Idle silent = new Idle();
      bench.clock().forward(Duration.ofMinutes(2)); // the jar is looked at once a minute
      silent.awaitRequest("/namespaces/security/configmaps?labelSelector=");
      polls(POLLS);
      silent.assertNothingWritten(0);
    }
  }

  /** Whoever manages access there has ACLs of their own, and the operator may restart its pods. */
  @Test
  void nothingIsWrittenWhereTheAuditedClusterHoldsItsOwnAuditTopic() throws Exception {
    root.createAcls(List.of(foreignGrant("same"))).all().get();
    injecting("same");
    bench.merge(AuditLog.class, "same", "{\"spec\": {\"access\": {\"enforcement\": \"Warn\"}}}");
    bench.rollOut("same");
    try (StandInAgent agent = new StandInAgent(kafka, "same", 1)) {
      letReport("same", agent);

      Idle idle = new Idle();
      for (int poll = 0; poll < POLLS; poll++) {
        agent.report(bench.agentSettings("same").settingsRevision(), 1_000 + poll);
        agent.capture();
        polls(1);
      }
      idle.awaitRequest(LOOK_OF_UPKEEP);
      idle.assertNothingWritten(2 * POLLS);
      assertThat(
              AuditResources.message(bench.log("same").getStatus().getConditions(), "AccessReady"))
          .contains("User:etl");
    }
  }

  private static AclBinding foreignGrant(String topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:etl", "*", AclOperation.READ, AclPermissionType.ALLOW));
  }

  private void injecting(String log) throws Exception {
    bench.inject(Files.writeString(jars.resolve(log + ".jar"), "as good as any jar"));
    bench.start();
    bench.applyAdmin(log);
    bench.applyLog(log, 2);
    bench.applyCredential("reader-of-" + log, log, "Overlap");
  }

  /** Gives the AuditLog its only pod, whose agent reports until the settings are the last ones. */
  private void letReport(String log, StandInAgent agent) throws Exception {
    awaitReason(log, "AccessReady", "AccessAsSpecified");
    new KafkaPods(bench.client(), log)
        .create("kafka-0", bench.log(log).getStatus().getAgents().getRevision(), true);
    await()
        .atMost(OperatorBench.LONG)
        .until(
            () -> {
              AgentSettings settings = bench.agentSettings(log);
              agent.report(settings.settingsRevision(), 0);
              return settings.forwarded();
            },
            Forwarded.Controller::equals);
    polls(2);
    awaitReason(log, "Ready", "AllReady");
    bench.awaitReady("reader-of-" + log);
    agent.capture();
  }

  private void awaitReason(String log, String type, String reason) {
    await().atMost(OperatorBench.LONG).until(() -> bench.logReason(log, type), reason::equals);
  }

  /** What the operator does from now on, when what was on its way is done. */
  private final class Idle {
    private final List<String> requests = new ArrayList<>();
    private final Map<String, Long> before;

    Idle() throws JMException {
      polls(3);
      bench.requests();
      before = kafkaWrites();
    }

    void awaitRequest(String path) {
      await()
          .atMost(OperatorBench.LONG)
          .until(
              () -> {
                requests.addAll(bench.requests());
                return requests.stream().anyMatch(request -> request.contains(path));
              });
    }

    /**
     * Neither to the API server, nor to Kafka.
     *
     * @param records that the test itself wrote, each by a request
     */
    void assertNothingWritten(long records) {
      requests.addAll(bench.requests());
      // The only exception: how old records are is noted, all AuditLogs at once, hourly at most.
      List<String> notes = requests.stream().filter(HOURLY_NOTE).toList();
      assertThat(notes).hasSizeLessThanOrEqualTo(1);
      requests.removeAll(notes);
      assertThat(requests).as("it did look").anyMatch(request -> request.startsWith("GET "));
      assertThat(requests)
          .allMatch(request -> request.startsWith("GET "), "reads")
          .noneMatch(request -> request.contains("/events"));
      before.merge(PRODUCE, records, Long::sum);
      // The broker counts a request a moment after it answered.
      await().untilAsserted(() -> assertThat(kafkaWrites()).isEqualTo(before));
    }
  }

  /** Waits until the topic was looked at so many times more. */
  private void polls(int polls) {
    long before = bench.looks();
    await().atMost(OperatorBench.LONG).until(() -> bench.looks() >= before + polls);
  }

  private static Map<String, Long> kafkaWrites() throws JMException {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    Map<String, Long> counts = new TreeMap<>();
    for (ObjectName name :
        beans.queryNames(
            new ObjectName("kafka.network:type=RequestMetrics,name=RequestsPerSec,*"), null)) {
      String request = name.getKeyProperty("request");
      if (KAFKA_WRITES.contains(request)) {
        counts.merge(request, (Long) beans.getAttribute(name, "Count"), Long::sum);
      }
    }
    return counts;
  }
}
