package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerProcess;
import io.kafkaaudit.verifier.Report;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** What is not there must be named: kills, outages, floods. */
class FaultsIT extends OneBroker {
  @Test
  void aKilledBrokerLeavesAnOpenTailAndNothingElse() throws Exception {
    ready();
    try (BrokerProcess broker = audited()) {
      createTopics(broker, "before");
      audit.awaitEvents(events -> count(events, "kafka.CreateTopics", "topic=before") == 1);
      broker.kill();
      broker.start(); // Kafka does not mind the agent's file beside its own
      createTopics(broker, "after");
    }
    List<JsonNode> events = audit.awaitEvents(all -> Audit.hasLifecycle(all, "stop"));
    Report report = audit.report();
    assertThat(report.isAccountedFor()).as(report.table()).isTrue();
    assertThat(report.runs())
        .extracting(run -> run.openTail())
        .containsExactlyInAnyOrder(true, false);
    assertThat(report.runs()).allMatch(run -> run.lost() == 0);
    List<JsonNode> starts =
        events.stream().filter(e -> e.at("/data/phase").asText().equals("start")).toList();
    assertThat(starts)
        .filteredOn(start -> start.at("/data/previousRun").isMissingNode())
        .singleElement()
        .satisfies(
            first ->
                assertThat(starts)
                    .extracting(start -> start.at("/data/previousRun").asText())
                    .containsExactlyInAnyOrder("", first.at("/data/runId").asText()));
  }

  @Test
  void anOutageOfTheDestinationLosesNothing() throws Exception {
    ready();
    try (BrokerProcess broker = audited()) {
      createTopics(broker, "t0");
      audit.awaitEvents(events -> count(events, "kafka.CreateTopics", "topic=t0") == 1);
      audit.destination.stop();
      for (int i = 1; i <= 20; i++) {
        createTopics(broker, "t" + i); // clients notice nothing: each call returns
      }
      audit.destination.start();
      List<JsonNode> events =
          audit.awaitEvents(all -> count(all, "kafka.CreateTopics", "topic=t20") == 1);
      for (int i = 0; i <= 20; i++) {
        assertThat(count(events, "kafka.CreateTopics", "topic=t" + i)).as("t" + i).isOne();
      }
    }
    audit.awaitEvents(events -> Audit.hasLifecycle(events, "stop"));
    Report report = audit.report();
    assertThat(report.isAccountedFor()).as(report.table()).isTrue();
    assertThat(report.runs()).singleElement().matches(run -> run.lost() == 0 && !run.openTail());
  }

  @Test
  void aMissingStatusTopicDoesNotHoldUpTheAuditTopic() throws Exception {
    try (Admin admin = Admin.create(Audit.root(audit.destination))) {
      admin.deleteTopics(List.of(Audit.TOPIC + "-agents")).all().get();
    }
    ready();
    try (BrokerProcess broker = audited()) {
      for (int i = 0; i < 3; i++) {
        String topic = "topic=t" + i;
        createTopics(broker, "t" + i);
        audit.awaitEvents(all -> count(all, "kafka.CreateTopics", topic) == 1);
      }
    }
    audit.awaitEvents(events -> Audit.hasLifecycle(events, "stop"));
    assertThat(audit.report().isAccountedFor()).as(audit.report().table()).isTrue();
    assertThat(audit.report().runs()).singleElement().matches(run -> run.lost() == 0);
  }

  @Test
  void aFloodOfFailedLoginsDoesNotPushOutManagement() throws Exception {
    ready();
    int logins = 100_000;
    try (BrokerProcess broker = audited()) {
      Thread flood =
          new Thread(
              () -> {
                try {
                  LoginFlood.run(broker.bootstrapServers(), logins);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      List<Throwable> failures = new ArrayList<>();
      flood.setUncaughtExceptionHandler((thread, error) -> failures.add(error));
      flood.start();
      try (Admin admin = Admin.create(Audit.root(broker))) {
        for (int i = 0; i < 100; i++) {
          AclBinding acl =
              Acls.allow("User:u" + i, AclOperation.READ, ResourceType.TOPIC, "flooded-" + i);
          admin.createAcls(List.of(acl)).all().get();
        }
      }
      flood.join();
      assertThat(failures).isEmpty();
    }
    List<JsonNode> events = audit.awaitEvents(all -> Audit.hasLifecycle(all, "stop"));
    for (int i = 0; i < 100; i++) {
      assertThat(count(events, "kafka.CreateAcls", "topic=flooded-" + i)).as("acl " + i).isOne();
    }
    Report report = audit.report();
    assertThat(report.isAccountedFor()).as(report.table()).isTrue();
    long told =
        events.stream()
            .filter(e -> e.at("/data/authenticationInfo/principal").asText().contains("flood-"))
            .mapToLong(e -> e.at("/data/count").asLong(1))
            .sum();
    long lost = report.runs().stream().mapToLong(run -> run.lost()).sum();
    assertThat(told + lost).isEqualTo(logins);
  }
}
