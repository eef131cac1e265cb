package io.kafkaaudit.brokertests;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.ClusterProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;

/** A cluster under a load of admin acts, into which the agent comes node by node. */
final class RollingCluster implements AutoCloseable {

  /** Acts that each step must see, so that it is one under load. */
  static final int ACTS = 30;

  /** Records; a controller that lacks no more is fit to be the active one. */
  private static final long CLOSE_BEHIND = 200;

  final ClusterProcess nodes;
  final AdminLoad load;
  private final Audit audit;
  private final Admin admin;
  private final List<Failover> failovers = new ArrayList<>();

  /** {@link System#nanoTime()} around it. */
  record Failover(long begin, long end) {
    boolean touches(AdminLoad.Act act) {
      return act.end() - begin > 0 && end - act.begin() > 0;
    }
  }

  /** Starts it, without the agent in any node. */
  RollingCluster(Audit audit, int controllers, int brokers, Path directory) {
    this.audit = audit;
    nodes =
        ClusterProcess.start(
            BrokerOptions.of(Audit.version(OneBroker.VERSION))
                .agent(Audit.AGENT_JAR, audit.agentDirectory),
            controllers,
            brokers,
            directory);
    admin = Admin.create(Audit.root(nodes));
    load = new AdminLoad(nodes);
  }

  List<Failover> failovers() {
    return failovers;
  }

  /** Acts wholly within that time, none of which a failover touched. */
  List<AdminLoad.Act> quiet(long from, long to) {
    return load.acts().stream()
        .filter(act -> act.begin() - from > 0 && to - act.end() > 0)
        .filter(act -> failovers.stream().noneMatch(failover -> failover.touches(act)))
        .toList();
  }

  /** Settings of all agents; the revision is named as the setting. */
  void forwarded(String who) throws IOException {
    audit.writeSettings("forwarded=" + who, "settings.revision=" + who);
    audit.writeWriterKey();
  }

  /** Waits until the agent of every node says that it has them. */
  void awaitForwarded(String who) {
    int all = nodes.controllers().size() + nodes.brokers().size();
    await()
        .until(
            () -> {
              Map<Integer, String> revisions = new HashMap<>();
              for (JsonNode status : audit.statuses()) {
                JsonNode data = status.path("data");
                revisions.put(data.path("nodeId").asInt(), data.path("settingsRevision").asText());
              }
              return revisions.size() == all && Set.copyOf(revisions.values()).equals(Set.of(who));
            });
  }

  /** Ends a node and starts it with the agent. */
  void restart(int node) {
    nodes.stop(node);
    startWithAgent(node);
  }

  /**
   * Ends the active controller, so that another one becomes active, and starts it with the agent.
   *
   * @return {@link System#nanoTime()} when it had ended
   */
  long failOver(boolean kill) {
    long begin = System.nanoTime();
    int active = active();
    if (kill) {
      nodes.kill(active);
    } else {
      nodes.stop(active);
    }
    long ended = System.nanoTime();
    startWithAgent(active);
    failovers.add(new Failover(begin, System.nanoTime()));
    load.awaitFurther(ACTS);
    return ended;
  }

  private void startWithAgent(int node) {
    nodes.startWithAgent(node);
    await()
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(
            () -> {
              QuorumInfo quorum = admin.describeMetadataQuorum().quorumInfo().get();
              List<Long> ends = quorum.voters().stream().map(v -> v.logEndOffset()).toList();
              long highest = ends.stream().mapToLong(end -> end).max().orElse(0);
              return ends.stream().allMatch(end -> end > highest - CLOSE_BEHIND);
            });
    load.awaitFurther(ACTS);
  }

  /** Node id of the active controller. */
  int active() {
    return await()
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(
            () -> admin.describeMetadataQuorum().quorumInfo().get().leaderId(),
            leader -> leader > 0);
  }

  @Override
  public void close() throws InterruptedException {
    try {
      load.close();
    } finally {
      admin.close();
      nodes.close();
    }
  }
}
