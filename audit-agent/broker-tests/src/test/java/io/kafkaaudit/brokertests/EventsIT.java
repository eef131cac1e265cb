package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Exactly the events that a known script must leave, on every release and kind of cluster. */
class EventsIT {
  private static final CoveragePage PAGE = new CoveragePage();

  @TempDir Path directory;

  static List<String> releases() {
    return Releases.built();
  }

  @ParameterizedTest(name = "Kafka {0}")
  @MethodSource("releases")
  void everyReleaseGivesTheEventsOfTheCoveragePage(String version) throws Exception {
    List<JsonNode> events = everyActIsAnEventAndNothingElseIs(version, false, true);
    PAGE.holds(version, ScriptRun.ofClients(events));
  }

  @AfterAll
  static void writeThePage() throws IOException {
    PAGE.update();
  }

  @ParameterizedTest(name = "Kafka {0}, separate roles: {1}, authorizer: {2}")
  @CsvSource({
    "3.7.2, true, true",
    "3.9.2, true, false",
    "4.3.1, false, false",
    "4.3.1, true, true",
    "4.4.0, true, false"
  })
  void everyKindOfClusterDoes(String version, boolean separate, boolean authorizer)
      throws Exception {
    everyActIsAnEventAndNothingElseIs(version, separate, authorizer);
  }

  private List<JsonNode> everyActIsAnEventAndNothingElseIs(
      String version, boolean separate, boolean authorizer) throws Exception {
    List<JsonNode> events = ScriptRun.of(version, separate, authorizer).run(directory);
    JsonNode start =
        events.stream()
            .filter(e -> e.at("/data/phase").asText().equals("start"))
            .findFirst()
            .orElseThrow();
    assertThat(start.at("/data/kafkaVersion").asText()).isEqualTo(version);
    assertThat(start.at("/data/clusterName").asText()).isEqualTo("orders");
    assertThat(start.at("/data/hooksMissing")).isEmpty();
    assertThat(start.at("/data/coverageGaps")).isEmpty();
    assertThat(start.at("/data/previousRun").isMissingNode()).isTrue();
    assertThat(start.at("/data/unknownApis")).isEmpty();
    assertThat(start.at("/data/notes")).hasSize(authorizer ? 0 : 1);
    assertThatForwardedActsNameTheirBroker(events, separate ? 2 : 1);
    assertThatLoginsHaveTheirSoftware(events);
    assertThatRunsCountTheirEvents(events);
    assertThatASuperUserIsCalledOne(events, authorizer);
    return events;
  }

  private static void assertThatASuperUserIsCalledOne(List<JsonNode> events, boolean authorizer) {
    List<JsonNode> granted =
        events.stream()
            .filter(e -> e.at("/data/authenticationInfo/principal").asText().equals("User:root"))
            .map(e -> e.at("/data/authorizationInfo"))
            .filter(decision -> decision.path("granted").asBoolean())
            .toList();
    assertThat(granted.isEmpty()).isEqualTo(!authorizer);
    assertThat(granted)
        .allSatisfy(
            decision -> assertThat(decision.path("superUserAuthorization").asBoolean()).isTrue());
  }

  /** What a run counted when it made its stop event is every event of it that came before. */
  private static void assertThatRunsCountTheirEvents(List<JsonNode> events) {
    assertThat(events)
        .filteredOn(e -> e.at("/data/phase").asText().equals("stop"))
        .allSatisfy(
            stop -> {
              long before = stop.at("/data/highWaterMarks/" + Audit.TOPIC).asLong() - 1;
              JsonNode counters = stop.at("/data/counters");
              assertThat(counters.path("captured").asLong()).isEqualTo(before);
              assertThat(counters.path("sent").asLong()).isGreaterThanOrEqualTo(before);
              assertThat(counters.path("bytesWritten").asLong()).isGreaterThan(100 * before);
              assertThat(counters.path("bytesSent").asLong())
                  .isGreaterThanOrEqualTo(counters.path("bytesWritten").asLong());
              assertThat(counters.path("bytesOnWire").asLong())
                  .isGreaterThan(counters.path("bytesSent").asLong());
            });
  }

  /**
   * Java clients give it after their login; a machine that is busy may see it too late for some.
   */
  private static void assertThatLoginsHaveTheirSoftware(List<JsonNode> events) {
    List<JsonNode> logins =
        events.stream()
            .filter(e -> e.path("type").asText().endsWith("/authentication"))
            .filter(e -> e.at("/data/result/status").asText().equals("SUCCESS"))
            .filter(e -> e.at("/data/requestMetadata/listener").asText().equals("EXTERNAL"))
            .toList();
    List<JsonNode> software =
        logins.stream()
            .map(e -> e.at("/data/requestMetadata/clientSoftware"))
            .filter(e -> !e.isMissingNode())
            .toList();
    assertThat(software)
        .isNotEmpty()
        .allMatch(e -> e.path("name").asText().equals("apache-kafka-java"))
        .noneMatch(e -> e.path("version").asText().isEmpty());
  }

  /** The connection on which the client's broker received it, as its login there tells it. */
  private static void assertThatItHasTheConnectionOfItsClient(
      JsonNode event, List<JsonNode> events) {
    JsonNode metadata = event.at("/data/requestMetadata");
    assertThat(metadata.path("listener").asText()).isEqualTo("EXTERNAL");
    assertThat(metadata.at("/clientAddress/0/port").asInt()).isPositive();
    assertThat(metadata.at("/clientSoftware/name").asText()).isEqualTo("apache-kafka-java");
    assertThat(metadata.at("/clientSoftware/version").asText()).isNotEmpty();
    assertThat(metadata.at("/forwardedBy/listener").asText()).isEqualTo("CONTROLLER");
    assertThat(metadata.at("/forwardedBy/connectionId").asText())
        .isNotEmpty()
        .isNotEqualTo(metadata.path("connectionId").asText());
    assertThat(events)
        .filteredOn(e -> e.path("type").asText().endsWith("/authentication"))
        .filteredOn(
            e -> e.at("/data/requestMetadata/nodeId").equals(metadata.at("/forwardedBy/nodeId")))
        .filteredOn(
            e -> e.at("/data/requestMetadata/connectionId").equals(metadata.path("connectionId")))
        .as("logins on that connection")
        .hasSize(1)
        .allMatch(
            e ->
                e.at("/data/authenticationInfo/principal")
                    .equals(event.at("/data/authenticationInfo/principal")));
  }

  /** The client's own identity and address, and which broker sent it to the controller. */
  private static void assertThatForwardedActsNameTheirBroker(List<JsonNode> events, int brokerId) {
    List<JsonNode> created =
        events.stream()
            .filter(e -> e.at("/data/methodName").asText().equals("kafka.CreateTopics"))
            .filter(e -> e.path("subject").asText().endsWith("topic=t1"))
            .toList();
    assertThat(created)
        .isNotEmpty()
        .allSatisfy(
            event -> {
              JsonNode metadata = event.at("/data/requestMetadata");
              assertThat(metadata.path("observer").asText()).isEqualTo("controller");
              assertThat(metadata.path("nodeId").asInt()).isEqualTo(1);
              assertThat(metadata.at("/forwardedBy/principal").asText()).isEqualTo("User:root");
              assertThat(metadata.at("/forwardedBy/nodeId").asInt()).isEqualTo(brokerId);
              assertThat(metadata.at("/forwardedBy/address").asText()).isEqualTo("127.0.0.1");
              assertThat(metadata.at("/clientAddress/0/ip").asText()).isEqualTo("127.0.0.1");
              assertThatItHasTheConnectionOfItsClient(event, events);
              assertThat(event.at("/data/request/clientId").asText()).startsWith("adminclient-");
            });
    assertThat(events)
        .filteredOn(e -> e.at("/data/methodName").asText().equals("kafka.DescribeQuorum"))
        .filteredOn(e -> e.at("/data/authenticationInfo/principal").asText().equals("User:alice"))
        .allSatisfy(e -> assertThatItHasTheConnectionOfItsClient(e, events));
    assertThat(events)
        .filteredOn(e -> e.at("/data/methodName").asText().equals("kafka.DeleteGroups"))
        .isNotEmpty()
        .allMatch(e -> e.at("/data/requestMetadata/forwardedBy").isMissingNode());
  }
}
