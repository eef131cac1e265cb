package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Something is away for a while. */
class FaultsScenario extends Scenario {
  private static final Duration OUTAGE = Duration.ofMinutes(1);

  @AfterEach
  void destinationIsBack() {
    if (installation != null) {
      scaleDestination(1);
    }
  }

  @Test
  void clientsNoticeNothingOfADestinationThatIsDownAndNoEventIsLostUntold() throws Exception {
    try (Load load = Load.start(installation)) {
      load.goOn(100);
      int healthy = load.acts().size();
      scaleDestination(0);
      await("the destination is gone")
          .atMost(Orders.PATIENCE)
          .until(() -> installation.pods.ready(KafkaClusters.DESTINATION, "app", "audit-kafka", 0));
      Instant end = Instant.now().plus(OUTAGE);
      await("the condition tells")
          .atMost(Orders.PATIENCE)
          .until(() -> !Orders.isTrue(orders.log(), "DestinationReachable"));
      assertThat(installation.kubectl("get", "auditlog", "orders", "-n", "kafka"))
          .containsPattern("orders +False");
      await("a minute is over").atMost(Orders.PATIENCE).until(() -> Instant.now().isAfter(end));
      int down = load.acts().size();
      scaleDestination(1);
      List<Load.Act> acts = load.stop();
      assertThat(acts).allMatch(Load.Act::succeeded);
      double before = print("healthy", acts.subList(0, healthy));
      double meanwhile = print("destination down", acts.subList(healthy, down));
      // Coarse, for this is no benchmark: a broker that waits for the destination is far above it.
      assertThat(meanwhile).isLessThan(5 * before + 100);
      await("every event came, or a loss event names it")
          .atMost(Orders.PATIENCE)
          .untilAsserted(
              () -> {
                Readings read = orders.read();
                long lost = read.account().runs().stream().mapToLong(run -> run.lost()).sum();
                assertThat(Load.missing(acts, read.events()).size())
                    .isLessThanOrEqualTo((int) lost);
                read.assertAccountedFor();
              });
    }
    orders.awaitReady();
  }

  @Test
  void anOperatorThatDiesGoesOnWhereItWas() throws Exception {
    Random random = new Random();
    for (int i = 0; i < 3; i++) {
      String before = orders.credential("siem").getStatus().getKeyId();
      orders.askForRotation();
      Instant moment = Instant.now().plusMillis(random.nextInt(1500));
      await().pollInterval(Duration.ofMillis(10)).until(() -> Instant.now().isAfter(moment));
      installation.release.kill();
      orders.awaitNewKey(before);
    }
    readerGoesOn();
    await("nothing is lost")
        .atMost(Orders.PATIENCE)
        .untilAsserted(() -> orders.read().assertAccountedFor());
  }

  @Test
  void theLeaseMovesInTheMiddleOfARotation() throws Exception {
    String before = orders.credential("siem").getStatus().getKeyId();
    String leader = installation.release.leader();
    orders.askForRotation();
    installation.pods.delete(OperatorRelease.NAMESPACE, leader);
    orders.awaitNewKey(before);
    await("another pod leads")
        .atMost(Orders.PATIENCE)
        .until(() -> !installation.release.leader().equals(leader));
    readerGoesOn();
  }

  private void readerGoesOn() throws Exception {
    List<Long> read = orders.counts();
    orders.act();
    await("the reader goes on").atMost(Orders.PATIENCE).until(() -> !orders.counts().equals(read));
    assertThat(installation.pods.log(Orders.NAMESPACE, "reader")).doesNotContain("REFUSED");
  }

  /** Tells latencies; returns the median of the administrator's requests, in milliseconds. */
  private static double print(String when, List<Load.Act> acts) {
    List<Load.Act> records = acts.stream().filter(act -> !act.management()).toList();
    List<Load.Act> management = acts.stream().filter(Load.Act::management).toList();
    System.out.printf(
        "  %-17s %4d records %6.1f ms median %7.1f ms p99; %4d admin requests %6.1f ms median %7.1f ms p99%n",
        when,
        records.size(),
        Load.millis(records, 0.5),
        Load.millis(records, 0.99),
        management.size(),
        Load.millis(management, 0.5),
        Load.millis(management, 0.99));
    return Load.millis(management, 0.5);
  }

  private void scaleDestination(int replicas) {
    client
        .apps()
        .statefulSets()
        .inNamespace(KafkaClusters.DESTINATION)
        .withName("audit-kafka")
        .scale(replicas);
    if (replicas > 0) {
      await("the destination is there")
          .atMost(Orders.PATIENCE)
          .until(
              () ->
                  installation.pods.ready(
                      KafkaClusters.DESTINATION, "app", "audit-kafka", replicas));
    }
  }
}
