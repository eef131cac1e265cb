package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** What brokers forward, and who reports it. */
class EdgeIT extends OneBroker {
  @Test
  void bothSidesReportARequestAndSayWhoSawIt() throws Exception {
    try (BrokerProcess broker = edge(options())) {
      createTopics(broker, "orders");
      try (Admin alice = Admin.create(Audit.scram(broker, "alice", "alice-secret"))) {
        Script.end(alice.createTopics(List.of(new NewTopic("secret", 1, (short) 1))).all());
      }
      List<JsonNode> events =
          audit.awaitEvents(all -> of(all, "orders").size() == 2 && of(all, "secret").size() == 2);

      JsonNode edge = seenBy(of(events, "orders"), "edge");
      assertThat(edge.at("/data/result/status").asText()).isEqualTo("SUCCESS");
      assertThat(edge.at("/data/requestMetadata/listener").asText()).isEqualTo("EXTERNAL");
      assertThat(edge.at("/data/requestMetadata/nodeId").asInt()).isEqualTo(2);
      assertThat(edge.at("/data/requestMetadata/clientAddress/0/port").asInt()).isPositive();
      assertThat(edge.at("/data/requestMetadata/forwardedBy").isMissingNode()).isTrue();
      JsonNode controller = seenBy(of(events, "orders"), "controller");
      assertThat(controller.at("/data/requestMetadata/forwardedBy/nodeId").asInt()).isEqualTo(2);
      for (String pair :
          List.of(
              "/data/request/clientId",
              "/data/request/correlationId",
              "/data/authenticationInfo/principal",
              "/data/requestMetadata/clientAddress/0/ip")) {
        assertThat(edge.at(pair)).as(pair).isEqualTo(controller.at(pair));
      }

      JsonNode denied = seenBy(of(events, "secret"), "edge");
      assertThat(denied.at("/data/authorizationInfo/granted").asText()).isEqualTo("false");
      assertThat(denied.at("/data/result/errorName").asText())
          .isEqualTo("TOPIC_AUTHORIZATION_FAILED");
    }
  }

  @Test
  void whatABrokerDoesByItselfOfAForwardedRequestIsItsOwnToReport() throws Exception {
    ready();
    try (BrokerProcess broker = BrokerProcess.start(options(), directory.resolve("audited"));
        Admin admin = Admin.create(Audit.root(broker))) {
      // Both go to broker 2 in one request, which passes the first on.
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.BROKER, "2"),
                  List.of(set("log.retention.ms", "3600000")),
                  new ConfigResource(ConfigResource.Type.BROKER_LOGGER, "2"),
                  List.of(set("kafka.authorizer.logger", "FATAL"))))
          .all()
          .get();
      String method = "kafka.IncrementalAlterConfigs";
      List<JsonNode> events =
          audit.awaitEvents(
              all ->
                  count(all, method, "broker=2") == 1
                      && count(all, method, "broker-logger=2") == 1);
      assertThat(events)
          .filteredOn(e -> e.at("/data/methodName").asText().equals(method))
          .extracting(e -> e.at("/data/requestMetadata/observer").asText())
          .containsExactlyInAnyOrder("controller", "broker");
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }

  @Test
  void aRequestThatNobodyAnswersIsUnknownSoonAfterItsConnectionClosed() throws Exception {
    // Kafka reads nothing from a connection while it works on its request: it sees no hang-up, and
    // what closes such a connection is its own limit.
    try (BrokerProcess broker = edge(options().property("connections.max.idle.ms", "3000"))) {
      createTopics(broker, "before");
      broker.killController();
      Properties impatient = Audit.root(broker);
      impatient.put("request.timeout.ms", "1000");
      impatient.put("default.api.timeout.ms", "1500");
      try (Admin admin = Admin.create(impatient)) {
        assertThatThrownBy(
                () -> admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get())
            .isInstanceOf(ExecutionException.class);
      }
      // Kafka itself answers after its request.timeout.ms of 30 s, the agent alone after 600 s.
      List<JsonNode> events = audit.awaitEvents(all -> !of(all, "t").isEmpty());
      assertThat(of(events, "t"))
          .allSatisfy(
              event -> {
                assertThat(event.at("/data/result/status").asText()).isEqualTo("UNKNOWN");
                assertThat(event.at("/data/result/message").asText())
                    .isEqualTo("the connection closed, no response was seen");
              });
    }
  }

  private BrokerOptions options() {
    return BrokerOptions.of(Audit.version(VERSION))
        .separateRoles(true)
        .scramUser("alice", "alice-secret")
        .agent(Audit.AGENT_JAR, audit.agentDirectory);
  }

  private BrokerProcess edge(BrokerOptions options) throws Exception {
    audit.writeSettings("forwarded=Edge", "response.timeout.ms=600000");
    audit.writeWriterKey();
    return BrokerProcess.start(options, directory.resolve("audited"));
  }

  private static List<JsonNode> of(List<JsonNode> events, String topic) {
    return events.stream()
        .filter(e -> e.at("/data/methodName").asText().equals("kafka.CreateTopics"))
        .filter(e -> e.path("subject").asText().endsWith("/topic=" + topic))
        .toList();
  }

  private static JsonNode seenBy(List<JsonNode> events, String observer) {
    return events.stream()
        .filter(e -> e.at("/data/requestMetadata/observer").asText().equals(observer))
        .findFirst()
        .orElseThrow();
  }
}
