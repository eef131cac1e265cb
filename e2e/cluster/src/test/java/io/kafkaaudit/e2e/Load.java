package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A client that works on the audited cluster meanwhile: records, and an administrator's acts, each
 * on a topic of its own.
 */
final class Load implements AutoCloseable {
  private static final Pattern LINE =
      Pattern.compile(
          "(Produce|CreateTopics|IncrementalAlterConfigs|DeleteTopics) (\\S+) (\\d+) (\\w+)");

  /**
   * One request as its client saw it.
   *
   * @param outcome OK, or the name of an exception
   */
  record Act(String method, String resource, long micros, String outcome) {
    boolean succeeded() {
      return outcome.equals("OK");
    }

    boolean management() {
      return !method.equals("Produce");
    }
  }

  private final KubernetesClient client;
  private final Pods pods;
  private final Orders orders;

  private Load(Installation installation) {
    client = installation.client;
    pods = installation.pods;
    orders = installation.orders;
  }

  /** Starts it, and waits until it works. */
  static Load start(Installation installation) throws Exception {
    Load load = new Load(installation);
    load.close();
    load.client
        .load(Load.class.getResourceAsStream("/orders/load.yaml"))
        .items()
        .forEach(object -> load.client.resource(object).serverSideApply());
    await("the client works").atMost(Orders.PATIENCE).until(() -> !load.acts().isEmpty());
    return load;
  }

  /** What was done so far. */
  List<Act> acts() {
    String phase = phase();
    if (phase.isEmpty() || phase.equals("Pending")) {
      return List.of();
    }
    return LINE.matcher(pods.log(Orders.NAMESPACE, "load"))
        .results()
        .map(m -> new Act(m.group(1), m.group(2), Long.parseLong(m.group(3)), m.group(4)))
        .toList();
  }

  /** Waits until so many more acts are done. */
  void goOn(int more) {
    int before = acts().size();
    await("the client goes on").atMost(Orders.PATIENCE).until(() -> acts().size() >= before + more);
  }

  /** Ends it; what it did. */
  List<Act> stop() throws Exception {
    pods.exec(Orders.NAMESPACE, "load", "touch /tmp/end");
    await("the client ends").atMost(Orders.PATIENCE).until(() -> phase().equals("Succeeded"));
    return acts();
  }

  /** Waits until each act of management that succeeded is read, and no number is missing. */
  void awaitAllRead(List<Act> acts) {
    await("each act is read")
        .atMost(Orders.PATIENCE)
        .untilAsserted(() -> assertThat(missing(acts, orders.read().events())).isEmpty());
    await("no gap").atMost(Orders.PATIENCE).untilAsserted(() -> orders.read().assertAccountedFor());
    System.out.printf(
        "  %d acts, %d refused or timed out for their client, each other one read%n",
        acts.size(), acts.stream().filter(act -> !act.succeeded()).count());
  }

  /** Acts of management that succeeded and are not among the events. */
  static List<Act> missing(List<Act> acts, List<JsonNode> events) {
    Set<String> read = new HashSet<>();
    for (JsonNode event : events) {
      if (event.at("/data/result/status").asText().equals("SUCCESS")
          && !event.at("/data/request/validateOnly").asBoolean()) {
        String subject = event.path("subject").asText();
        read.add(
            event.at("/data/methodName").asText()
                + " "
                + subject.substring(subject.lastIndexOf('/') + 1));
      }
    }
    return acts.stream()
        .filter(act -> act.management() && act.succeeded())
        .filter(act -> !read.contains("kafka." + act.method() + " topic=" + act.resource()))
        .toList();
  }

  /** Latency of these acts in milliseconds, at a quantile. */
  static double millis(List<Act> acts, double quantile) {
    long[] micros = acts.stream().mapToLong(Act::micros).sorted().toArray();
    return micros.length == 0
        ? 0
        : micros[(int) Math.min(micros.length - 1L, (long) (quantile * micros.length))] / 1000.0;
  }

  private String phase() {
    var pod = client.pods().inNamespace(Orders.NAMESPACE).withName("load").get();
    return pod == null ? "" : pod.getStatus().getPhase();
  }

  @Override
  public void close() {
    client.pods().inNamespace(Orders.NAMESPACE).withName("load").delete();
    await("the client's pod is gone").atMost(Orders.PATIENCE).until(() -> phase().isEmpty());
  }
}
