package io.kafkaaudit.verifier;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
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
    Map<Integer, Edges> byBroker = new TreeMap<>();
    List<ForwardedReport> controllers = new ArrayList<>();
    for (ForwardedReport report : equal) {
      if (report.edge()) {
        byBroker.computeIfAbsent(report.broker(), unknown -> new Edges()).add(report);
      } else {
        controllers.add(report);
      }
    }
    controllers.sort(BY_TIME);
    long pairs = 0;
    for (ForwardedReport controller : controllers) {
      Collection<Edges> edges =
          controller.broker() == -1
              ? byBroker.values()
              : List.of(byBroker.getOrDefault(controller.broker(), new Edges()));
      Edges nearest = null;
      Duration least = window.plusNanos(1);
      for (Edges some : edges) {
        Duration distance = some.distance(some.unpaired, controller.time());
        if (distance != null && distance.compareTo(least) < 0) {
          nearest = some;
          least = distance;
        }
      }
      if (nearest != null) {
        nearest.pair(controller.time());
        pairs++;
      } else if (edges.stream().noneMatch(some -> some.isNear(controller.time(), window))) {
        controllerOnly.add(controller);
      }
    }
    byBroker.values().forEach(edges -> edges.unpaired.values().forEach(edgeOnly::addAll));
    return pairs;
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

  /** What one broker reported of equal requests. */
  private static final class Edges {
    private final NavigableMap<Instant, Deque<ForwardedReport>> unpaired = new TreeMap<>();
    private final NavigableMap<Instant, Boolean> all = new TreeMap<>();

    void add(ForwardedReport report) {
      unpaired.computeIfAbsent(report.time(), unknown -> new ArrayDeque<>()).add(report);
      all.put(report.time(), true);
    }

    /** Takes the nearest that has no pair yet. */
    void pair(Instant time) {
      Instant nearest = nearest(unpaired, time);
      Deque<ForwardedReport> there = nearest == null ? null : unpaired.get(nearest);
      if (there != null) {
        there.remove();
        if (there.isEmpty()) {
          unpaired.remove(nearest);
        }
      }
    }

    boolean isNear(Instant time, Duration window) {
      Duration distance = distance(all, time);
      return distance != null && distance.compareTo(window) <= 0;
    }

    /** Null: there is none. */
    @Nullable Duration distance(NavigableMap<Instant, ?> edges, Instant time) {
      Instant nearest = nearest(edges, time);
      return nearest == null ? null : Duration.between(nearest, time).abs();
    }

    private static @Nullable Instant nearest(NavigableMap<Instant, ?> edges, Instant time) {
      Instant before = edges.floorKey(time);
      Instant after = edges.ceilingKey(time);
      if (before == null || after == null) {
        return before == null ? after : before;
      }
      boolean afterIsNearer =
          Duration.between(time, after).compareTo(Duration.between(before, time)) < 0;
      return afterIsNearer ? after : before;
    }
  }
}
