package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.Destination.PartitionStart;
import io.kafkaaudit.operator.kafka.TopicPlan;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LogStartsTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration POLL = Duration.ofSeconds(30);

  private final SteppedClock clock = new SteppedClock();
  private final LogStarts starts = new LogStarts(clock, POLL);
  private Map<Integer, PartitionStart> found = Map.of();
  private Instant from = Instant.EPOCH;

  @Test
  void recordsThatAreOldEnoughMayGo() {
    assertThat(look("id", WEEK, 0, new PartitionStart(0, 100))).isEmpty();
    assertThat(from)
        .as("what may expire before the next look counts as old")
        .isBetween(
            clock.instant().minus(WEEK).plusSeconds(110),
            clock.instant().minus(WEEK).plusSeconds(130));
    clock.forward(POLL);
    assertThat(look("id", WEEK, 0, new PartitionStart(100, 120))).isEmpty();
  }

  @Test
  void youngerOnesMayNot() {
    look("id", WEEK, 0, new PartitionStart(0, 100));
    clock.forward(POLL);
    assertThat(look("id", WEEK, 0, new PartitionStart(105, 120)))
        .containsExactly(
            "partition 0: offsets 100 to 104 were deleted before their retention was over");
    clock.forward(POLL);
    assertThat(look("id", WEEK, 0, new PartitionStart(105, 120))).as("told once").isEmpty();
  }

  @Test
  void whatWasNotWatchedIsNotJudged() {
    look("id", WEEK, 0, new PartitionStart(0, 100));
    clock.forward(Duration.ofHours(1));
    assertThat(look("id", WEEK, 0, new PartitionStart(105, 120))).as("after a pause").isEmpty();
    assertThat(look("other", WEEK, 0, new PartitionStart(200, 300))).as("another topic").isEmpty();
    assertThat(look("other", Duration.ofDays(1), 0, new PartitionStart(400, 500)))
        .as("another retention")
        .isEmpty();
    assertThat(look("other", Duration.ofDays(1), 1, new PartitionStart(7, 9)))
        .as("a new partition")
        .isEmpty();
    starts.forget("uid");
    assertThat(look("other", Duration.ofDays(1), 0, new PartitionStart(600, 700))).isEmpty();
  }

  @Test
  void partitionsWithoutALeaderAreNotAsked() {
    TopicPlan.Actual topic = new TopicPlan.Actual("id", 3, 1, Set.of(1), Map.of());
    found = Map.of(0, new PartitionStart(0, 0), 2, new PartitionStart(0, 0));
    assertThat(starts.lost("uid", "audit", topic, WEEK, destination())).isEmpty();
  }

  private List<String> look(String id, Duration retention, int partition, PartitionStart start) {
    found = new TreeMap<>(Map.of(partition, start));
    Set<Integer> leaderless = partition == 0 ? Set.of() : Set.of(0);
    TopicPlan.Actual topic = new TopicPlan.Actual(id, partition + 1, 1, leaderless, Map.of());
    return starts.lost("uid", "audit", topic, retention, destination());
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
              from = (Instant) arguments[2];
              return found;
            });
  }
}
