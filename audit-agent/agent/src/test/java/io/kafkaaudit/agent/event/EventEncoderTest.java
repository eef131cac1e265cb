package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.EventTypes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Events as readers get them: a file for each scenario under src/test/resources/events. */
@Tag("generated")
class EventEncoderTest {
  private static final Path GOLDEN = Path.of("src/test/resources/events");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long TIME = Acts.TIME;

  private final EventEncoder encoder =
      new EventEncoder(
          new RunIdentity(
              "4L6g3nShT-eMCtK--X86sw", 1, UUID.fromString("5f0c0000-0000-4000-8000-000000000001")),
          "CONTROLLER");

  @TestFactory
  Stream<DynamicTest> everyScenarioGivesItsEvents() throws Exception {
    Map<String, List<String>> scenarios = scenarios();
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("files without a scenario")
          .allMatch(name -> scenarios.containsKey(name.replace(".json", "")));
    }
    return scenarios.entrySet().stream()
        .map(
            scenario ->
                DynamicTest.dynamicTest(
                    scenario.getKey(), () -> check(scenario.getKey(), scenario.getValue())));
  }

  private static void check(String name, List<String> events) throws Exception {
    StringBuilder pretty = new StringBuilder();
    for (String event : events) {
      JsonNode tree = MAPPER.readTree(event);
      assertThat(
              EventFormatProvider.getInstance()
                  .resolveFormat(JsonFormat.CONTENT_TYPE)
                  .deserialize(event.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                  .getId())
          .isEqualTo(tree.get("id").asText());
      pretty.append(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree)).append('\n');
    }
    Path file = GOLDEN.resolve(name + ".json");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, pretty);
    }
    assertThat(file)
        .as("run with -Dgolden.update=true and read the difference")
        .hasContent(pretty.toString());
  }

  private Map<String, List<String>> scenarios() throws Exception {
    Map<String, List<String>> all = new TreeMap<>();
    all.put("authentication-success", List.of(authentication(null, 1)));
    all.put("authentication-by-ipv6", List.of(linkLocalLogin()));
    all.put("authentication-failures-coalesced", List.of(authentication("Invalid password", 42)));
    all.put(
        "create-topics",
        management(
            Acts.createTopics(true, "orders", Errors.NONE, "paid", Errors.TOPIC_ALREADY_EXISTS)));
    all.put(
        "create-topics-denied",
        management(Acts.createTopics(false, "orders", Errors.TOPIC_AUTHORIZATION_FAILED)));
    all.put("create-topics-only-validated", management(Acts.onlyValidated()));
    all.put("create-topics-unanswered", management(Acts.unanswered()));
    all.put("create-topics-forwarded-unanswered", management(Acts.forwardedAndUnanswered()));
    all.put("create-topics-forwarded", forwarded());
    all.put("denied-describe-forwarded", List.of(decision(Acts.forwardedDenial())));
    all.put("denied-describes-forwarded-flood", List.of(flood(Acts.forwardedDenial())));
    all.put("hostile-names", List.of(decision("\"\\\n\u0000\uD800é😀 /=%", "User:\u202Eevil")));
    all.put("denied-read", List.of(decision("payroll", "User:mallory")));
    all.put("delete-records", management(Acts.deleteRecords()));
    all.put("denied-reads-flood", List.of(flood(Acts.read("t0", "User:mallory", false, null))));
    all.put("failed-logins-flood", List.of(flood(Acts.login("Invalid password"))));
    all.put("loss", List.of(loss()));
    all.put("policy-with-settings-too-long-to-be-told", List.of(policy()));
    return all;
  }

  private String flood(Act act) {
    Flood flood = Flood.of(act);
    for (int i = 0; i < 50; i++) {
      flood.add("t" + i % 25, TIME + i);
    }
    encoder.flood(act, flood, 9);
    return text();
  }

  private String authentication(String failure, long count) throws Exception {
    encoder.authentication(Acts.login(failure), 7, count, TIME + 900);
    return text();
  }

  private String linkLocalLogin() throws Exception {
    encoder.authentication(Acts.linkLocalLogin(), 7, 1, TIME);
    return text();
  }

  private String decision(String topic, String principal) throws Exception {
    encoder.decision(Acts.read(topic, principal, false, null), 9, 1, TIME);
    return text();
  }

  private String decision(Act act) {
    encoder.decision(act, 9, 1, TIME);
    return text();
  }

  private List<String> forwarded() throws Exception {
    Act act = Acts.management(Acts.forwardedWithItsConnection());
    act.context = Acts.inner(ApiKeys.CREATE_TOPICS, "alice");
    return management(act);
  }

  private List<String> management(ManagementRequest managed) throws Exception {
    return management(Acts.management(managed));
  }

  private List<String> management(Act act) {
    List<String> events = new ArrayList<>();
    long sequence = 11;
    for (ResourceOutcome outcome : Acts.outcomes(act.request)) {
      encoder.management(act, outcome, sequence++);
      events.add(text());
    }
    return events;
  }

  private String policy() {
    encoder.own(
        EventTypes.POLICY,
        21,
        TIME,
        fields ->
            fields
                .field("oldRevision", "1")
                .field("newRevision", "2")
                .texts("before", Map.of(), 60)
                .texts(
                    "after",
                    new TreeMap<>(
                        Map.of(
                            "capture.rule.1.level",
                            "None",
                            "capture.rule.1.principal.1",
                            "User:" + "a".repeat(60),
                            "settings.revision",
                            "2")),
                    60));
    return withoutClock();
  }

  private String loss() throws Exception {
    encoder.own(
        EventTypes.LOSS,
        20,
        TIME,
        fields ->
            fields
                .field("topic", "audit-log-events")
                .field("cause", "RingFull")
                .ranges("ranges", new TreeMap<>(Map.of(3L, 5L, 9L, 9L)))
                .field("count", 4)
                .list("categories", List.of("Authentication"))
                .time("firstTime", TIME)
                .time("lastTime", TIME + 5));
    return withoutClock();
  }

  /** Own events read the clock for monotonicNanos. */
  private String withoutClock() {
    return text().replaceFirst("\"monotonicNanos\":-?[0-9]+", "\"monotonicNanos\":1");
  }

  @Test
  void timesAreThoseOfTheCalendar() {
    for (long millis :
        new long[] {
          0, 951_782_399_999L, 951_782_400_000L, 1_709_164_800_001L, 4_102_444_799_999L
        }) {
      JsonWriter json = new JsonWriter();
      json.beginString().time(millis).endString();
      String expected =
          java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")
              .withZone(java.time.ZoneOffset.UTC)
              .format(java.time.Instant.ofEpochMilli(millis));
      assertThat(new String(json.buffer(), 1, json.length() - 2)).isEqualTo(expected);
    }
  }

  private String text() {
    return new String(
        Arrays.copyOf(encoder.bytes(), encoder.length()), java.nio.charset.StandardCharsets.UTF_8);
  }
}
