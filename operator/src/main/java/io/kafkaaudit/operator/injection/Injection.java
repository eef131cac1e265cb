package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.InjectionSpec;
import io.kafkaaudit.crd.Rollout;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.owned.Names;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps what an AuditLog needs so that its pods get the agent. Thread-safe. */
public final class Injection {
  private final KubernetesClient client;
  private final AgentJars jars;
  private final WebhookConfigurations configurations;
  private final Supplier<Optional<String>> trust;

  /**
   * @param trust the authorities of the webhook's certificate as PEM, once there are some
   */
  public Injection(
      KubernetesClient client,
      AgentJars jars,
      WebhookConfigurations configurations,
      Supplier<Optional<String>> trust) {
    this.client = client;
    this.jars = jars;
    this.configurations = configurations;
    this.trust = trust;
  }

  /** Revision of the agent that new pods get. */
  public String revision() {
    return jars.jar().revision();
  }

  /**
   * Lets the API server ask about new pods, once what they will need is there.
   *
   * @param neighbours AuditLogs, those of the namespace among them
   * @throws StepFailure when it cannot be done yet
   */
  public InjectionReport run(AuditLog log, Collection<AuditLog> neighbours) {
    String namespace = log.getMetadata().getNamespace();
    Optional<Instant> asking = Optional.empty();
    if (Boolean.TRUE.equals(log.getSpec().getSuspend())) {
      configurations.remove(log);
    } else {
      jars.ensure(namespace);
      String authorities =
          trust
              .get()
              .orElseThrow(
                  () ->
                      new StepFailure(
                          Reason.WebhookNotReady,
                          "The webhook's certificate is not there yet, so that nothing is"
                              + " injected"));
      asking = configurations.apply(log, revision(), authorities);
    }
    List<Pod> pods = pods(log);
    InjectionReport report =
        InjectionReport.of(
            log, ofNamespace(log, neighbours), pods, revision(), asking.orElse(null));
    return report.reason() == Reason.NoPods
        ? report.and(
            NoPods.advice(log, pods.size(), client.pods().inNamespace(namespace).list().getItems()))
        : report;
  }

  /** Those that are in the namespace of the AuditLog, itself perhaps among them. */
  public static List<AuditLog> ofNamespace(AuditLog log, Collection<AuditLog> all) {
    return all.stream()
        .filter(
            other -> log.getMetadata().getNamespace().equals(other.getMetadata().getNamespace()))
        .toList();
  }

  /** Whether the operator itself restarts the pods of the AuditLog. */
  public static boolean isAutomatic(AuditLog log) {
    InjectionSpec injection = log.getSpec().getInjection();
    return injection != null
        && injection.getRollout() == Rollout.Automatic
        && !Boolean.TRUE.equals(log.getSpec().getSuspend());
  }

  /** New pods get no agent from now on. */
  public void stop(AuditLog log) {
    configurations.remove(log);
  }

  /**
   * Called when the AuditLog goes.
   *
   * @param logs AuditLogs, those of the namespace among them
   * @return what stays and for how long, for a person; empty: nothing
   */
  public Optional<String> leave(AuditLog log, Collection<AuditLog> logs) {
    stop(log);
    String namespace = log.getMetadata().getNamespace();
    boolean last =
        logs.stream()
            .filter(other -> namespace.equals(other.getMetadata().getNamespace()))
            .allMatch(other -> other.getMetadata().getDeletionTimestamp() != null);
    if (last) {
      jars.release(namespace);
    }
    List<String> names = withAgent(log);
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Its agent, which has no key any more, stays in these pods until they are restarted: "
                + Names.list(names)
                + (last
                    ? ". They need ConfigMap "
                        + jars.jar().configMapName()
                        + " until then, delete it afterwards"
                    : ""));
  }

  private List<String> withAgent(AuditLog log) {
    try {
      return InjectionReport.withAgent(log, pods(log));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return List.of(); // the namespace is being deleted, and its pods with it
      }
      throw e;
    }
  }

  /** The pods that the AuditLog selects, as they are now. */
  public List<Pod> pods(AuditLog log) {
    return client
        .pods()
        .inNamespace(log.getMetadata().getNamespace())
        .withLabelSelector(log.getSpec().getCluster().getPodSelector())
        .list()
        .getItems();
  }
}
