package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.TopicLoss;
import io.kafkaaudit.crd.TopicStatus;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.ShortText;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What the audit topic lost. It stays in the status and is told by an Event, for a repaired topic
 * does not have the events back. Thread-safe.
 */
final class TopicLosses {
  /** The CRD's limit; older ones are in Events and metrics only. */
  private static final int MOST = 10;

  private static final int LONGEST = 1024;

  private final EventRecorder eventRecorder;
  private final OperatorMetrics metrics;
  private final Clock clock;

  TopicLosses(EventRecorder eventRecorder, OperatorMetrics metrics, Clock clock) {
    this.eventRecorder = eventRecorder;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Adds a loss; one that is there already is not told twice. */
  void add(AuditLog log, AuditLogStatus status, String text) {
    String what = ShortText.of(text, LONGEST); // as it is stored, to be known again
    TopicStatus topic = status.getTopic();
    List<TopicLoss> losses =
        new ArrayList<>(topic.getLosses() == null ? List.of() : topic.getLosses());
    if (losses.stream().anyMatch(loss -> what.equals(loss.getWhat()))) {
      return;
    }
    TopicLoss loss = new TopicLoss();
    loss.setDetectedAt(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    loss.setWhat(what);
    losses.add(loss);
    TopicStatus with = new TopicStatus();
    with.setId(topic.getId());
    with.setName(topic.getName());
    with.setPartitions(topic.getPartitions());
    with.setReplicas(topic.getReplicas());
    with.setRetention(topic.getRetention());
    int older =
        losses.size() - MOST + (topic.getLossesOmitted() == null ? 0 : topic.getLossesOmitted());
    with.setLossesOmitted(losses.size() > MOST ? Integer.valueOf(older) : topic.getLossesOmitted());
    with.setLosses(List.copyOf(losses.subList(Math.max(0, losses.size() - MOST), losses.size())));
    status.setTopic(with);
    metrics.eventsLost(log);
    eventRecorder.record(log, true, Reason.EventsLost, what);
  }
}
