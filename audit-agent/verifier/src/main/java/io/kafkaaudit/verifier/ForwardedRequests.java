package io.kafkaaudit.verifier;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests that brokers forwarded, by who reported them: both sides while some controller may lack
 * the agent, later the controller only. None of the three numbers is a fault.
 *
 * @param pairs reports of a broker to which at least one of a controller belongs
 * @param edgeOnly reports of a broker alone: the controller had no agent, or never got the request
 * @param controllerOnly reports of a controller alone: the broker had no agent, or left it to the
 *     controller
 */
public record ForwardedRequests(
    long pairs, List<ForwardedReport> edgeOnly, List<ForwardedReport> controllerOnly) {

  /** A broker tries for 30 s (Kafka's request.timeout.ms); the rest is for clocks that differ. */
  static final Duration WINDOW = Duration.ofSeconds(60);

  private static final Comparator<ForwardedReport> BY_TIME =
      Comparator.comparing(ForwardedReport::time);

  /**
   * Pairs reports in any order. Clients count their correlation ids anew, so one request's may come
   * again: each report of a controller goes to the nearest report of the broker that has none yet,
   * no further away than the window. A broker asks the next controller when one fails, so a further
   * report of a controller joins the nearest pair.
   */
  static ForwardedRequests of(List<ForwardedReport> reports, Duration window) {
    Map<List<String>, List<ForwardedReport>> byRequest = new HashMap<>();
    for (ForwardedReport report : reports) {
      byRequest.computeIfAbsent(report.request(), unknown -> new ArrayList<>()).add(report);
    }
    List<ForwardedReport> edgeOnly = new ArrayList<>();
    List<ForwardedReport> controllerOnly = new ArrayList<>();
    long pairs = 0;
    for (List<ForwardedReport> equal : byRequest.values()) {
      pairs += pair(equal, window, edgeOnly, controllerOnly);
    }
    edgeOnly.sort(BY_TIME);
    controllerOnly.sort(BY_TIME);
    return new ForwardedRequests(pairs, List.copyOf(edgeOnly), List.copyOf(controllerOnly));
  }

  private static long pair(
      List<ForwardedReport> equal,
      Duration window,
      List<ForwardedReport> edgeOnly,
      List<ForwardedReport> controllerOnly) {
    List<Edge> edges = new ArrayList<>();
    List<ForwardedReport> controllers = new ArrayList<>();
    equal.sort(BY_TIME);
    for (ForwardedReport report : equal) {
      if (report.edge()) {
        edges.add(new Edge(report));
      } else {
        controllers.add(report);
      }
    }
    int from = 0;
    for (ForwardedReport controller : controllers) {
      while (from < edges.size()
          && edges.get(from).report.time().isBefore(controller.time().minus(window))) {
        from++;
      }
      Edge edge = nearest(edges, from, controller, window);
      if (edge == null) {
        controllerOnly.add(controller);
      } else {
        edge.paired = true;
      }
    }
    edges.stream().filter(edge -> !edge.paired).forEach(edge -> edgeOnly.add(edge.report));
    return edges.stream().filter(edge -> edge.paired).count();
  }

  private static @Nullable Edge nearest(
      List<Edge> edges, int from, ForwardedReport controller, Duration window) {
    Instant latest = controller.time().plus(window);
    Edge nearest = null;
    for (int i = from; i < edges.size() && !edges.get(i).report.time().isAfter(latest); i++) {
      Edge edge = edges.get(i);
      boolean sameBroker = controller.broker() == -1 || controller.broker() == edge.report.broker();
      if (sameBroker && (nearest == null || edge.fitsBetter(nearest, controller.time()))) {
        nearest = edge;
      }
    }
    return nearest;
  }

  /** For people; empty: no request was forwarded. */
  String line() {
    if (pairs == 0 && edgeOnly.isEmpty() && controllerOnly.isEmpty()) {
      return "";
    }
    String when =
        edgeOnly.isEmpty()
            ? ""
            : String.format(
                " (%s to %s)", edgeOnly.get(0).time(), edgeOnly.get(edgeOnly.size() - 1).time());
    return String.format(
        "forwarded requests: %d reported by broker and controller, %d by the broker only%s,"
            + " %d by the controller only%n",
        pairs, edgeOnly.size(), when, controllerOnly.size());
  }

  private static final class Edge {
    private final ForwardedReport report;
    private boolean paired;

    Edge(ForwardedReport report) {
      this.report = report;
    }

    boolean fitsBetter(Edge other, Instant time) {
      if (paired != other.paired) {
        return !paired;
      }
      return distance(time).compareTo(other.distance(time)) < 0;
    }

    private Duration distance(Instant time) {
      return Duration.between(report.time(), time).abs();
    }
  }
}
