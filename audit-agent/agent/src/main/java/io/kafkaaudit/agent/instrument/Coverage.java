package io.kafkaaudit.agent.instrument;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Which of the broker's classes carry hooks, and which were left alone and why. Thread-safe. */
public final class Coverage {
  private final Map<String, String> hooked = new ConcurrentSkipListMap<>();
  private final Set<String> authorizers = new ConcurrentSkipListSet<>();
  private final Map<String, String> missing = new ConcurrentSkipListMap<>();
  private volatile boolean seesForwarding;

  void hooked(String className) {
    hooked.put(className.replace('/', '.'), "");
    if (HookPoints.forwarding().stream()
        .anyMatch(names -> names.stream().allMatch(this::isHooked))) {
      seesForwarding = true;
    }
  }

  private boolean isHooked(String className) {
    return hooked.containsKey(className.replace('/', '.'));
  }

  /** Whether the hooks are in place that tell which requests this broker passes on. */
  public boolean seesForwarding() {
    return seesForwarding;
  }

  /** Whether the broker serves, so that it must have its configuration, of which none came. */
  public boolean servesWithoutConfiguration() {
    return !isHooked(HookPoints.KAFKA_CONFIG)
        && HookPoints.required(false).stream()
            .flatMap(List::stream)
            .anyMatch(name -> isHooked(name) || missing.containsKey(name.replace('/', '.')));
  }

  /** A class that decides about rights was loaded and carries its hooks. */
  void authorizer(String className) {
    authorizers.add(className.replace('/', '.'));
  }

  /** Whether any class that decides about rights was loaded so far. */
  public boolean hasAuthorizer() {
    return !authorizers.isEmpty();
  }

  void leftAlone(String className, String why) {
    missing.put(className.replace('/', '.'), why);
  }

  /** Classes that were loaded so far and carry their hooks, sorted. */
  public List<String> found() {
    return new ArrayList<>(hooked.keySet());
  }

  /**
   * Classes without which nothing is seen and that no hook was put into so far, each under the name
   * that a known version has.
   *
   * @param broker whether the node is a broker, which passes requests on
   */
  public List<String> absent(boolean broker) {
    List<String> absent = new ArrayList<>();
    alternatives(HookPoints.required(broker))
        .forEach(names -> absent.add(String.join(" or ", names)));
    return absent;
  }

  /** Every name in a known version of a class that should carry hooks and does not so far. */
  public List<String> namesOfAbsent(boolean broker) {
    List<String> all = new ArrayList<>();
    alternatives(HookPoints.required(broker)).forEach(all::addAll);
    alternatives(HookPoints.helpful(broker).keySet()).forEach(all::addAll);
    return all;
  }

  private List<List<String>> alternatives(Collection<List<String>> wanted) {
    List<List<String>> absent = new ArrayList<>();
    for (List<String> names : wanted) {
      List<String> dotted = new ArrayList<>();
      names.forEach(name -> dotted.add(name.replace('/', '.')));
      if (dotted.stream().noneMatch(hooked::containsKey)) {
        absent.add(dotted);
      }
    }
    return absent;
  }

  /** Classes that hide acts since they were loaded and left alone, each with the reason, sorted. */
  public List<String> missing() {
    List<String> hiding = new ArrayList<>();
    missing.forEach(
        (name, why) -> {
          if (!isHelpful(name)) {
            hiding.add(name + ": " + why);
          }
        });
    return hiding;
  }

  private static boolean isHelpful(String name) {
    return HookPoints.helpful(true).keySet().stream()
        .flatMap(List::stream)
        .anyMatch(helpful -> simpleName(helpful, '/').equals(simpleName(name, '.')));
  }

  private static String simpleName(String name, char separator) {
    return name.substring(name.lastIndexOf(separator) + 1);
  }

  /**
   * What is missed although every act is seen: classes that should carry hooks and do not.
   *
   * @param broker whether the node is a broker, which forwards requests
   * @param late whether a node that works must have loaded them by now
   */
  public List<String> missed(boolean broker, boolean late) {
    List<String> missed = new ArrayList<>();
    HookPoints.helpful(broker)
        .forEach(
            (names, what) -> {
              boolean leftAlone =
                  missing.keySet().stream()
                      .map(name -> simpleName(name, '.'))
                      .anyMatch(
                          name ->
                              names.stream().anyMatch(each -> simpleName(each, '/').equals(name)));
              if (names.stream().noneMatch(this::isHooked) && (leftAlone || late)) {
                String all = String.join(" or ", names).replace('/', '.');
                missed.add(all + (leftAlone ? " has another shape: " : " is not there: ") + what);
              }
            });
    return missed;
  }
}
