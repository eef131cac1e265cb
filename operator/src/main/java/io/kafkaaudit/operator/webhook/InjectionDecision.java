package io.kafkaaudit.operator.webhook;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.kafkaaudit.crd.AuditLog;
import java.util.Collection;
import java.util.Optional;

/** What becomes of a pod that the selector of an AuditLog matches. Pure. */
public sealed interface InjectionDecision {

  /**
   * The agent goes in.
   *
   * @param container index in spec.containers
   * @param javaToolOptions the value of JAVA_TOOL_OPTIONS that loads the agent
   */
  record Inject(int container, String javaToolOptions) implements InjectionDecision {}

  /**
   * The pod stays as it is.
   *
   * @param message for a person: what is in the way and the fix
   */
  record Skip(SkipReason reason, String message) implements InjectionDecision {
    /** Reason and message in one line. */
    public String text() {
      return reason + ": " + message;
    }
  }

  /**
   * Decides.
   *
   * @param neighbours the AuditLogs of the namespace, this one perhaps among them
   * @param pod new or running; its labels match the selector
   */
  static InjectionDecision of(AuditLog log, Collection<AuditLog> neighbours, Pod pod) {
    int index = InjectionRules.kafkaContainer(log, pod);
    if (index < 0) {
      return new Skip(
          SkipReason.NoKafkaContainer,
          "no container of this pod runs Kafka as far as names tell: write cluster.container into"
              + " the AuditLog if one does");
    }
    Container container = pod.getSpec().getContainers().get(index);
    Optional<Skip> obstacle =
        InjectionRules.ofAuditLog(log, neighbours, pod)
            .or(() -> InjectionRules.ofContainer(container))
            .or(() -> InjectionRules.ofVolumes(pod, container))
            .or(() -> InjectionRules.ofEnvironment(pod, container));
    return obstacle.isPresent()
        ? obstacle.get()
        : new Inject(index, InjectionRules.options(pod, container).withAgent());
  }
}
