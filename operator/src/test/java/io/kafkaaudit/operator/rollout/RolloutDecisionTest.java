package io.kafkaaudit.operator.rollout;

import io.kafkaaudit.operator.Golden;
import io.kafkaaudit.operator.injection.PodAgent;
import io.kafkaaudit.operator.injection.PodAgent.State;
import io.kafkaaudit.operator.kafka.ClusterState;
import io.kafkaaudit.operator.kafka.ClusterState.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a rollout does next, at 12:00 on a day when revision 0123456789ab is wanted. */
@Tag("generated")
class RolloutDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final String REVISION = "0123456789ab";

  /** A pod that is an hour old, Ready, of a StatefulSet, and at an address of its own. */
  record PodIn(
      String name,
      State agent,
      String uid,
      Instant created,
      Boolean ready,
      boolean ending,
      String owner,
      boolean requested,
      String ip,
      Integer firstNodeId) {
    RolloutPod pod() {
      String number = name.replaceAll(".*-", "");
      return new RolloutPod(
          name,
          "kafka",
          uid == null ? "uid of " + name : uid,
          created == null ? NOW.minusSeconds(3600) : created,
          ready == null || ready,
          ending,
          new PodAgent(agent, agent == State.Skipped ? "NativeImage: no agent" : ""),
          owner == null ? "StatefulSet" : owner.equals("none") ? null : owner,
          requested,
          ip,
          number.matches("[0-9]+") ? Integer.valueOf(number) : null,
          firstNodeId);
    }
  }

  /** A broker that keeps up, unless it says something else. */
  record NodeIn(int id, Set<String> hosts, boolean voter, Broker broker, Long lagMillis) {
    ClusterState.Node node() {
      return new ClusterState.Node(
          id,
          hosts == null ? Set.of() : hosts,
          voter,
          broker == null ? (voter ? Broker.Absent : Broker.Registered) : broker,
          lagMillis == null ? 200 : lagMillis);
    }
  }

  record ClusterIn(
      int activeController, List<NodeIn> nodes, List<String> incomplete, List<String> offline) {
    ClusterState state() {
      return new ClusterState(
          activeController,
          nodes.stream().map(NodeIn::node).toList(),
          incomplete == null ? List.of() : incomplete,
          offline == null ? List.of() : offline);
    }
  }

  record Situation(
      List<PodIn> pods,
      Attempt attempt,
      String neighbour,
      ClusterIn cluster,
      String blind,
      Map<Integer, Instant> reports) {}

  static List<Path> scenarios() {
    return Golden.scenarios("rollout");
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void decides(Path scenario) throws IOException {
    Situation in = Golden.read(scenario, Situation.class);
    RolloutDecision decision =
        RolloutDecision.of(
            new RolloutSituation(
                "kafka",
                REVISION,
                NOW,
                in.pods.stream().map(PodIn::pod).toList(),
                in.attempt,
                in.neighbour,
                in.cluster == null ? null : in.cluster.state(),
                in.blind,
                in.reports));
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("kind", decision.kind());
    out.put("reason", decision.reason());
    out.put("message", decision.message());
    out.put("attempt", decision.attempt());
    Golden.check(scenario, out);
  }
}
