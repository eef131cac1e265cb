package io.kafkaaudit.operator.conditions;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kubernetes Events on transitions of conditions. The same thing told again raises the count of its
 * Event. An Event that cannot be written is logged: it never stops a reconciliation. Thread-safe.
 */
public final class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  /** Kubernetes takes 1,024 bytes. */
  private static final int LONGEST_MESSAGE = 1000;

  private static final Set<String> SUMMARIES = Set.of("Ready", "Reconciling", "Stalled");

  private final KubernetesClient client;
  private final Clock clock;

  public EventRecorder(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Tells of every condition that turned True or False. */
  public void transitions(HasMetadata about, List<Condition> before, List<Condition> after) {
    for (Condition condition : after) {
      Condition old =
          before.stream()
              .filter(c -> c.getType().equals(condition.getType()))
              .findFirst()
              .orElse(null);
      boolean same =
          old != null
              && old.getStatus().equals(condition.getStatus())
              && Objects.equals(old.getReason(), condition.getReason());
      if (same
          || condition.getStatus().equals("Unknown")
          || SUMMARIES.contains(condition.getType())) {
        continue;
      }
      record(
          about,
          String.valueOf(about.getMetadata().getNamespace()),
          condition.getStatus().equals("False"),
          condition.getReason(),
          condition.getType() + ": " + condition.getMessage());
    }
  }

  /** Writes one Event beside what it is about. */
  public void record(HasMetadata about, boolean warning, Reason reason, String message) {
    record(about, about.getMetadata().getNamespace(), warning, reason.name(), message);
  }

  /** Writes one Event into a namespace. */
  public void record(
      HasMetadata about, String namespace, boolean warning, String reason, String message) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String name =
        "%s.%08x"
            .formatted(
                about.getMetadata().getName(),
                Objects.hash(about.getMetadata().getUid(), reason, message));
    try {
      var resource = client.v1().events().inNamespace(namespace).withName(name);
      Event present = resource.get();
      if (present == null) {
        client
            .v1()
            .events()
            .inNamespace(namespace)
            .resource(event(about, namespace, name, warning, reason, message, now))
            .create();
      } else {
        int count = present.getCount() == null ? 1 : present.getCount();
        resource.edit(e -> new EventBuilder(e).withCount(count + 1).withLastTimestamp(now).build());
      }
    } catch (KubernetesClientException e) {
      LOG.warn("Event {} of {} not written: {}", reason, name, e.getMessage());
    }
  }

  private static Event event(
      HasMetadata about,
      String namespace,
      String name,
      boolean warning,
      String reason,
      String message,
      String now) {
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withNamespace(namespace) // an API server takes no other
        .withName(about.getMetadata().getName())
        .withUid(about.getMetadata().getUid())
        .endInvolvedObject()
        .withType(warning ? "Warning" : "Normal")
        .withReason(reason)
        .withMessage(ShortText.of(message, LONGEST_MESSAGE))
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withCount(1)
        .withNewSource()
        .withComponent("kafka-audit-operator")
        .endSource()
        .build();
  }
}
