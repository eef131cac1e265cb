package io.kafkaaudit.operator.management;

import io.kafkaaudit.operator.conditions.MissingRight;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings of the operator's process, from environment variables.
 *
 * @param namespace the operator's own, where keyring and lease are
 * @param watchNamespaces empty: all
 * @param pollInterval how often Kafka is looked at
 * @param callTimeout of one call to Kafka
 * @param httpPort of health and metrics; 0: any free one
 * @param changedByWebhook whether annotation kafkaaudit.io/changed-by is written by the webhook,
 *     and so to be believed
 * @param exitOnStopLeading whether a lost lease ends the process; false only inside another program
 */
public record OperatorSettings(
    String namespace,
    Set<String> watchNamespaces,
    Duration pollInterval,
    Duration callTimeout,
    int httpPort,
    boolean leaderElection,
    boolean changedByWebhook,
    boolean exitOnStopLeading) {

  /** One environment variable. */
  public record Variable(String name, String defaultValue, String meaning) {}

  private static final Variable NAMESPACE =
      new Variable(
          "OPERATOR_NAMESPACE",
          "kafka-audit",
          "Namespace of the operator itself: keyring Secrets, the lease, Events about what is left"
              + " behind.");
  private static final Variable WATCH =
      new Variable(
          "WATCH_NAMESPACES", "", "Namespaces to watch, separated by commas; empty: all of them.");
  private static final Variable POLL =
      new Variable(
          "POLL_INTERVAL_SECONDS",
          "30",
          "How often topics, ACLs and users in Kafka are looked at.");
  private static final Variable TIMEOUT =
      new Variable("KAFKA_CALL_TIMEOUT_SECONDS", "15", "Longest time of one call to Kafka.");
  private static final Variable PORT =
      new Variable("HTTP_PORT", "8080", "Port of /livez, /readyz and /metrics.");
  private static final Variable ELECTION =
      new Variable(
          "LEADER_ELECTION", "true", "false only where there is never more than one replica.");

  private static final Variable CHANGED_BY =
      new Variable(
          "CHANGED_BY_WEBHOOK",
          "false",
          "true where the webhook writes the annotation kafkaaudit.io/changed-by into AuditLogs and"
              + " AuditCredentials: platform events then name the user who asked. Without the webhook"
              + " anybody could write it, so the operator does not believe it.");

  private static final Variable ROLE =
      new Variable(
          MissingRight.VARIABLE,
          "",
          "Controller: the ClusterRole that a namespace binds to join, for the command that"
              + " ForbiddenByKubernetes prints; empty: there is none.");

  /** All variables, in the order of the documentation. */
  public static List<Variable> variables() {
    return List.of(NAMESPACE, WATCH, POLL, TIMEOUT, PORT, ELECTION, CHANGED_BY, ROLE);
  }

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException naming the variable and what to write
   */
  public static OperatorSettings of(Map<String, String> environment) {
    Set<String> watch =
        Arrays.stream(text(environment, WATCH).split(",", -1))
            .map(String::trim)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    return new OperatorSettings(
        text(environment, NAMESPACE),
        watch,
        Duration.ofSeconds(number(environment, POLL, 1, 3600)),
        Duration.ofSeconds(number(environment, TIMEOUT, 1, 300)),
        number(environment, PORT, 0, 65535),
        flag(environment, ELECTION),
        flag(environment, CHANGED_BY),
        true);
  }

  /** The table of docs/operator.md, with the settings of injection and webhook. */
  public static String reference() {
    StringBuilder table = new StringBuilder("| variable | default | meaning |\n|---|---|---|\n");
    List<Variable> all =
        Stream.of(variables(), InjectionSettings.variables(), WebhookSettings.variables())
            .flatMap(List::stream)
            .toList();
    for (Variable variable : all) {
      table.append(
          "| `%s` | %s | %s |\n"
              .formatted(
                  variable.name,
                  variable.defaultValue.isEmpty() ? "" : "`" + variable.defaultValue + "`",
                  variable.meaning));
    }
    return table.toString();
  }

  static String text(Map<String, String> environment, Variable variable) {
    String value = environment.get(variable.name);
    return value == null || value.isBlank() ? variable.defaultValue : value.trim();
  }

  private static boolean flag(Map<String, String> environment, Variable variable) {
    String value = text(environment, variable);
    if (!Set.of("true", "false").contains(value)) {
      throw new IllegalArgumentException(variable.name + ": write true or false");
    }
    return value.equals("true");
  }

  static int number(Map<String, String> environment, Variable variable, int least, int most) {
    String value = text(environment, variable);
    if (value.matches("[0-9]{1,6}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        variable.name + ": write a whole number from " + least + " to " + most);
  }
}
