package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.Destination.PartitionStart;
import io.kafkaaudit.operator.kafka.TopicPlan;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogStartsTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration POLL = Duration.ofSeconds(30);

  private final SteppedClock clock = new SteppedClock();
  private MockKubernetes kubernetes;
  private LogStarts starts;
  private Map<Integer, PartitionStart> found = Map.of();
  private final List<Instant> asked = new ArrayList<>();

  @BeforeEach
  void start() {
    kubernetes = MockKubernetes.start();
    restart();
  }

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  private void restart() {
    starts = new LogStarts(clock, POLL, store());
  }

  private LogStartNotes store() {
    return new LogStartNotes(new OwnedObjects(kubernetes.client()), "kafka-audit");
  }

  @Test
  void recordsThatAreOldEnoughMayGo() {
    assertThat(look("id", WEEK, 0, at(0, 100, 100))).isEmpty();
    assertThat(asked.get(0))
        .as("what may expire before the next look counts as old")
        .isBetween(
            clock.instant().minus(WEEK).plusSeconds(170),
            clock.instant().minus(WEEK).plusSeconds(190));
    clock.forward(POLL);
    assertThat(look("id", WEEK, 0, at(100, 120, 130))).isEmpty();
  }

  @Test
  void youngerOnesMayNot() {
    look("id", WEEK, 0, at(0, 100, 200));
    clock.forward(POLL);
    assertThat(look("id", WEEK, 0, at(105, 120, 200)))
        .containsExactly(
            "partition 0: offsets 100 to 104 were deleted before their retention was over");
    clock.forward(POLL);
    assertThat(look("id", WEEK, 0, at(105, 120, 200))).as("told once").isEmpty();
  }

  @Test
  void whatWasNotedIsJudgedAfterAPauseAsFarAsItIsKnown() {
    look("id", WEEK, 0, at(0, 0, 0));
    clock.forward(Duration.ofDays(1));
    look("id", WEEK, 0, at(0, 0, 1_000));
    clock.forward(Duration.ofDays(6).minusHours(1));
    assertThat(look("id", WEEK, 0, at(1_000, 1_000, 1_000)))
        .as("nothing of them is seven days old")
        .containsExactly(
            "partition 0: offsets 0 to 999 were deleted before their retention was over");

    look("other", WEEK, 0, at(0, 0, 0));
    clock.forward(Duration.ofDays(1));
    look("other", WEEK, 0, at(0, 0, 1_000));
    clock.forward(Duration.ofDays(6).plusHours(1));
    assertThat(look("other", WEEK, 0, at(1_000, 1_000, 1_000)))
        .as("some of them may be seven days old")
        .isEmpty();
  }

  @Test
  void whatIsThereAtTheFirstLookIsAskedForItsAge() {
    look("id", WEEK, 0, at(0, 500, 900));
    assertThat(asked).as("once").hasSize(LogNote.PARTS);
    clock.forward(Duration.ofHours(1));
    assertThat(look("id", WEEK, 0, at(600, 700, 900)))
        .containsExactly(
            "partition 0: offsets 500 to 599 were deleted before their retention was over");
    assertThat(asked).hasSize(LogNote.PARTS + 1);
  }

  @Test
  void whatIsNotKnownIsNotJudged() {
    look("id", WEEK, 0, at(0, 100, 100));
    clock.forward(WEEK);
    assertThat(look("id", WEEK, 0, at(105, 120, 120))).as("everything may be old").isEmpty();
    assertThat(look("other", WEEK, 0, at(200, 300, 300))).as("another topic").isEmpty();
    assertThat(look("other", WEEK, 1, at(7, 9, 9))).as("a new partition").isEmpty();
    starts.forget("uid");
    assertThat(look("other", WEEK, 0, at(600, 700, 700))).isEmpty();
  }

  @Test
  void anotherRetentionCountsFromNowOn() {
    look("id", WEEK, 0, at(0, 0, 0));
    clock.forward(Duration.ofDays(2));
    assertThat(look("id", DAY, 0, at(50, 90, 100))).as("shorter").isEmpty();
    clock.forward(Duration.ofHours(12));
    assertThat(look("id", DAY, 0, at(60, 90, 100))).isEmpty();
    clock.forward(Duration.ofHours(1));
    assertThat(look("id", WEEK, 0, at(70, 90, 100)))
        .as("longer: what was shorter before may have taken them")
        .isEmpty();
    clock.forward(Duration.ofHours(1));
    assertThat(look("id", WEEK, 0, at(101, 101, 101)))
        .containsExactly(
            "partition 0: offsets 90 to 100 were deleted before their retention was over");
  }

  @Test
  void anotherOperatorFindsWhatWasDeletedWhileNoneLooked() {
    look("id", WEEK, 0, at(0, 0, 0));
    clock.forward(Duration.ofMinutes(10));
    look("id", WEEK, 0, at(0, 0, 7_173));
    starts.close();
    restart();
    clock.forward(Duration.ofHours(20));
    assertThat(look("id", WEEK, 0, at(7_173, 7_173, 7_173)))
        .containsExactly(
            "partition 0: offsets 0 to 7172 were deleted before their retention was over");
  }

  @Test
  void notesAreWrittenOnceAnHourAndWithoutThoseThatAreGone() {
    look("id", WEEK, 0, at(0, 0, 0));
    assertThat(starts.remember("uid", Set.of("uid", "waiting"))).isEmpty();
    String first = text("uid");
    clock.forward(Duration.ofMinutes(59));
    look("id", WEEK, 0, at(0, 0, 10));
    starts.remember("uid", Set.of("uid"));
    assertThat(text("uid")).isEqualTo(first);
    clock.forward(Duration.ofMinutes(2));
    look("id", WEEK, 0, at(0, 0, 20));
    starts.remember("uid", Set.of("uid"));
    assertThat(text("uid")).isNotEqualTo(first).contains("20");

    restart();
    starts.lost("second", "audit", topic("x", 0), WEEK, destination());
    starts.remember("second", Set.of("uid", "second"));
    assertThat(text("uid")).as("not looked at yet, and still there").isNotNull();
    starts.remember("second", Set.of("second"));
    clock.forward(Duration.ofHours(2));
    starts.lost("second", "audit", topic("x", 0), WEEK, destination());
    starts.remember("second", Set.of());
    assertThat(text("uid")).as("no AuditLog any more").isNull();
    starts.forget("second");
    assertThat(text("second")).isNull();
  }

  @Test
  void whatSomebodyWroteIntoTheConfigMapIsNoNote() {
    for (String hostile :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "{}",
            "{\"topicId\":\"id\",\"retentionSeconds\":604800,\"points\":[null]}",
            "{\"topicId\":\"id\",\"retentionSeconds\":604800,\"points\":[{\"time\":\"x\",\"offsets\":{}}]}",
            "{\"topicId\":\"id\",\"retentionSeconds\":9e99,\"points\":[]}",
            "{\"topicId\":\"id\",\"retentionSeconds\":1,\"points\":[{\"time\":\"2026-01-01T00:00:00Z\",\"offsets\":{\"0\":-1}}]}",
            "{\"topicId\":\"id\",\"retentionSeconds\":1,\"points\":[{\"time\":\"2026-01-01T00:00:00Z\",\"offsets\":{\"a\":null}}]}")) {
      kubernetes
          .client()
          .resource(configMap("log-starts", Map.of("uid", hostile)))
          .createOr(NonDeletingOperation::update);
      restart();
      assertThat(look("id", WEEK, 0, at(5, 6, 7))).as(hostile).isEmpty();
      assertThat(starts.remember("uid", Set.of())).isEmpty();
      assertThat(text("uid")).contains("\"topicId\":\"id\"");
    }
  }

  @Test
  void aConfigMapOfSomebodyElseStaysAndIsToldOf() {
    kubernetes.client().resource(configMap("settings", Map.of("a", "b"))).create();
    look("id", WEEK, 0, at(0, 0, 0));
    assertThat(starts.remember("uid", Set.of()).orElseThrow()).contains("left alone");
    assertThat(text("a")).isEqualTo("b");
    assertThat(text("uid")).isNull();
  }

  @Test
  void theLargestNotesHaveNoRoom() {
    LogNote large =
        new LogNote(
            "id",
            WEEK,
            null,
            List.of(
                new LogNote.Point(
                    Instant.EPOCH,
                    IntStream.range(0, 70_000)
                        .boxed()
                        .collect(Collectors.toMap(p -> p, p -> 1_000_000L + p)))));
    LogNote small = new LogNote("id", WEEK, null, List.of());
    assertThat(store().write(Map.of("a", small, "b", large, "c", small))).containsExactly("b");
    assertThat(store().read()).containsOnlyKeys("a", "c");

    TopicPlan.Actual wide = new TopicPlan.Actual("id", 70_000, 1, Set.of(), Map.of());
    found = new TreeMap<>();
    IntStream.range(0, 70_000).forEach(p -> found.put(p, at(1_000_000, 1_000_000, 1_000_000)));
    starts.lost("wide", "audit", wide, WEEK, destination());
    assertThat(starts.remember("wide", Set.of("wide")).orElseThrow()).contains("no room");
  }

  @Test
  void aHundredPartitionsAreOneLoss() {
    TopicPlan.Actual topic = new TopicPlan.Actual("id", 100, 1, Set.of(), Map.of());
    Map<Integer, PartitionStart> before = new TreeMap<>();
    IntStream.range(0, 100).forEach(p -> before.put(p, at(0, 0, 10)));
    found = before;
    starts.lost("uid", "audit", topic, WEEK, destination());
    clock.forward(POLL);
    found = new TreeMap<>(before);
    found.replaceAll((p, start) -> at(10, 10, 10));
    assertThat(starts.lost("uid", "audit", topic, WEEK, destination()))
        .singleElement()
        .asString()
        .startsWith("in 100 partitions, among them partition 0: offsets 0 to 9, partition 1:")
        .hasSizeLessThan(500);
  }

  @Test
  void partitionsWithoutALeaderAreNotAsked() {
    TopicPlan.Actual topic = new TopicPlan.Actual("id", 3, 1, Set.of(1), Map.of());
    found = Map.of(0, at(0, 0, 0), 2, at(0, 0, 0));
    assertThat(starts.lost("uid", "audit", topic, WEEK, destination())).isEmpty();
  }

  private static PartitionStart at(long log, long from, long end) {
    return new PartitionStart(log, from, end);
  }

  private static ConfigMap configMap(String role, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("kafka-audit")
        .withName(LogStartNotes.NAME)
        .addToLabels("kafkaaudit.io/role", role)
        .endMetadata()
        .withData(data)
        .build();
  }

  private String text(String uid) {
    return kubernetes
        .client()
        .configMaps()
        .inNamespace("kafka-audit")
        .withName(LogStartNotes.NAME)
        .get()
        .getData()
        .get(uid);
  }

  private static TopicPlan.Actual topic(String id, int partition) {
    Set<Integer> leaderless = partition == 0 ? Set.of() : Set.of(0);
    return new TopicPlan.Actual(id, partition + 1, 1, leaderless, Map.of());
  }

  private List<String> look(String id, Duration retention, int partition, PartitionStart start) {
    found = new TreeMap<>(Map.of(partition, start));
    return starts.lost("uid", "audit", topic(id, partition), retention, destination());
  }

  /** Answers with what was found, for exactly the partitions that were found. */
  private Destination destination() {
    return (Destination)
        Proxy.newProxyInstance(
            Destination.class.getClassLoader(),
            new Class<?>[] {Destination.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("starts");
              assertThat(arguments[0]).isEqualTo("audit");
              assertThat((Object) found.keySet().stream().sorted().toList())
                  .isEqualTo(arguments[1]);
              asked.add((Instant) arguments[2]);
              return found;
            });
  }
}
