package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.brokertests.AdminLoad.Act;
import io.kafkaaudit.verifier.Report;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Admin requests without a pause while nodes get the agent one after the other and controllers fail
 * over. An act must be seen from the moment on at which
 *
 * <ul>
 *   <li>the last controller without the agent has ended: whichever decides then, has it;
 *   <li>or every broker has the agent and {@code forwarded=Edge}: whichever controller decides.
 * </ul>
 *
 * Once every agent has {@code forwarded=Controller}, the controller alone reports.
 */
class RollIT extends OneBroker {
  @Test
  void inTheDocumentedOrderWithFiveFailovers() throws Exception {
    long everyController;
    long firstBroker;
    long everyBroker;
    long controllersOnly;
    long end;
    RollingCluster cluster = new RollingCluster(audit, 3, 2, directory.resolve("audited"));
    try (cluster) {
      cluster.forwarded("Edge");
      cluster.load.awaitFurther(RollingCluster.ACTS);
      int active = cluster.active();
      for (int controller : cluster.nodes.controllers()) {
        if (controller != active) {
          cluster.restart(controller);
        }
      }
      everyController = cluster.failOver(false);
      firstBroker = System.nanoTime();
      cluster.restart(cluster.nodes.brokers().get(0));
      cluster.failOver(false);
      cluster.restart(cluster.nodes.brokers().get(1));
      everyBroker = System.nanoTime();
      cluster.load.awaitFurther(RollingCluster.ACTS);
      cluster.failOver(true); // what the killed controller had not written yet, the edge tells
      cluster.awaitForwarded("Edge");
      cluster.forwarded("Controller");
      cluster.awaitForwarded("Controller");
      controllersOnly = System.nanoTime();
      cluster.load.awaitFurther(RollingCluster.ACTS);
      cluster.failOver(false);
      cluster.failOver(false);
      end = System.nanoTime();
    }
    Seen seen = seen();
    List<Act> acts = cluster.load.acts();
    assertThat(cluster.failovers()).hasSize(5);
    assertThat(seen.report.isAccountedFor()).as(seen.report.table()).isTrue();
    assertThat(acts)
        .filteredOn(act -> act.begin() - everyController > 0)
        .allSatisfy(act -> assertThat(seen.observers(act)).isNotEmpty());
    assertThat(cluster.quiet(everyBroker, controllersOnly))
        .hasSizeGreaterThanOrEqualTo(RollingCluster.ACTS)
        .allSatisfy(act -> assertThat(seen.observers(act)).contains("controller"));
    assertThat(seen.report.forwarded().pairs()).as(seen.report.table()).isPositive();
    assertThat(cluster.quiet(everyController, firstBroker))
        .as("what brokers without agent pass on")
        .isNotEmpty()
        .allSatisfy(act -> assertThat(seen.listenersOfClients(act)).isEmpty());
    assertThat(cluster.quiet(everyBroker, end))
        .as("what brokers with agent pass on")
        .allSatisfy(act -> assertThat(seen.listenersOfClients(act)).containsOnly("EXTERNAL"));
    assertControllersOnly(cluster, seen, controllersOnly, end);
  }

  @Test
  void brokersThatHaveTheAgentBeforeTheirControllerTellWhatItDecides() throws Exception {
    long everyBroker;
    long controllersOnly;
    long end;
    long controllerEnds;
    RollingCluster cluster = new RollingCluster(audit, 1, 1, directory.resolve("audited"));
    try (cluster) {
      cluster.forwarded("Edge");
      cluster.restart(cluster.nodes.brokers().get(0));
      everyBroker = System.nanoTime();
      cluster.load.awaitFurther(RollingCluster.ACTS);
      controllerEnds = System.nanoTime();
      cluster.failOver(false);
      cluster.awaitForwarded("Edge");
      cluster.forwarded("Controller");
      cluster.awaitForwarded("Controller");
      controllersOnly = System.nanoTime();
      cluster.load.awaitFurther(RollingCluster.ACTS);
      end = System.nanoTime();
    }
    Seen seen = seen();
    assertThat(seen.report.isAccountedFor()).as(seen.report.table()).isTrue();
    assertThat(cluster.load.acts())
        .filteredOn(act -> act.begin() - everyBroker > 0)
        .allSatisfy(act -> assertThat(seen.observers(act)).isNotEmpty());
    assertThat(cluster.quiet(everyBroker, controllerEnds))
        .hasSizeGreaterThanOrEqualTo(RollingCluster.ACTS - 1)
        .allSatisfy(act -> assertThat(seen.observers(act)).containsOnly("edge"))
        // A controller without agent takes the envelopes of brokers that have it.
        .allSatisfy(act -> assertThat(seen.texts(act, "/data/result/status")).contains("SUCCESS"));
    assertThat(seen.report.forwarded().edgeOnly()).as(seen.report.table()).isNotEmpty();
    assertThat(seen.report.forwarded().pairs()).as(seen.report.table()).isPositive();
    assertControllersOnly(cluster, seen, controllersOnly, end);
  }

  /** Nothing is told by the edge any more, and without a failover no request is told twice. */
  private static void assertControllersOnly(RollingCluster cluster, Seen seen, long from, long to) {
    assertThat(cluster.load.acts())
        .filteredOn(act -> act.begin() - from > 0)
        .allSatisfy(act -> assertThat(seen.observers(act)).containsOnly("controller"));
    assertThat(cluster.quiet(from, to))
        .hasSizeGreaterThanOrEqualTo(RollingCluster.ACTS - 1)
        .allSatisfy(act -> assertThat(seen.correlationIds(act)).doesNotHaveDuplicates());
  }

  private Seen seen() {
    Map<String, List<JsonNode>> byAct =
        audit.events().stream().collect(Collectors.groupingBy(RollIT::act));
    return new Seen(byAct, audit.report());
  }

  private static String act(JsonNode event) {
    String subject = event.path("subject").asText();
    return event.at("/data/methodName").asText() + subject.substring(subject.lastIndexOf('/'));
  }

  private record Seen(Map<String, List<JsonNode>> byAct, Report report) {
    /** One for each event of the act. */
    List<String> observers(Act act) {
      return texts(act, "/data/requestMetadata/observer");
    }

    /** One for each event of the act; a client that repeats a request gives it another one. */
    List<String> correlationIds(Act act) {
      return texts(act, "/data/request/correlationId");
    }

    /** As controllers tell it, where the broker told on which connection the client was. */
    List<String> listenersOfClients(Act act) {
      return byAct.getOrDefault(act.method() + act.subject(), List.of()).stream()
          .map(event -> event.at("/data/requestMetadata"))
          .filter(metadata -> metadata.at("/forwardedBy").has("connectionId"))
          .map(metadata -> metadata.path("listener").asText())
          .toList();
    }

    private List<String> texts(Act act, String field) {
      return byAct.getOrDefault(act.method() + act.subject(), List.of()).stream()
          .map(event -> event.at(field).asText())
          .toList();
    }
  }
}
