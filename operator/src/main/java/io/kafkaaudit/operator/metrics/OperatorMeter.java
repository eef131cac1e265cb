package io.kafkaaudit.operator.metrics;

import java.util.List;

/** Every meter of the operator's own. Names are part of the API; Prometheus writes them with _. */
public enum OperatorMeter {
  READY(
      "kafka.audit.auditlog.ready",
      "gauge",
      Labels.OF_AUDIT_LOG,
      "1 while the AuditLog's condition Ready is True, else 0."),
  KEYS(
      "kafka.audit.keys",
      "gauge",
      Labels.OF_AUDIT_LOG,
      "Keys that count against the limit, orphaned ones among them."),
  KEY_LIMIT("kafka.audit.key.limit", "gauge", Labels.OF_AUDIT_LOG, "access.keyLimit."),
  ORPHANED_KEYS(
      "kafka.audit.orphaned.keys",
      "gauge",
      Labels.OF_AUDIT_LOG,
      "Keys in Kafka that nobody was granted, and that are being revoked."),
  NEXT_ROTATION(
      "kafka.audit.next.rotation.seconds",
      "gauge",
      Labels.OF_AUDIT_LOG,
      "Seconds until the first of its AuditCredentials is due for rotation, below 0 when it is"
          + " overdue; NaN without any."),
  DRIFT_REPAIRED(
      "kafka.audit.drift.repaired",
      "counter",
      "namespace, auditlog, kind",
      "What somebody else changed and the operator set back; kind is access or topic."),
  EVENTS_LOST(
      "kafka.audit.topic.losses",
      "counter",
      Labels.OF_AUDIT_LOG,
      "Losses of events that were found in the audit topic, each in status.topic.losses."),
  LEFT_BEHIND(
      "kafka.audit.left.behind",
      "counter",
      Labels.OF_AUDIT_LOG,
      "Deleted AuditLogs of which keys, ACLs and topic are still in a destination that was not"
          + " reachable. Stays when the AuditLog is gone."),
  KAFKA_CALLS(
      "kafka.audit.kafka.calls",
      "timer",
      "call, outcome",
      "Time of calls to destination clusters; outcome is success or the reason of the failure.");

  private static final class Labels {
    static final String OF_AUDIT_LOG = "namespace, auditlog";
  }

  private final String meterName;
  private final String type;
  private final String labels;
  private final String description;

  OperatorMeter(String meterName, String type, String labels, String description) {
    this.meterName = meterName;
    this.type = type;
    this.labels = labels;
    this.description = description;
  }

  /** As Micrometer knows it. */
  public String meterName() {
    return meterName;
  }

  public List<String> labels() {
    return List.of(labels.split(", ", -1));
  }

  public String description() {
    return description;
  }

  /** As Prometheus scrapes it; a timer has {@code _count}, {@code _sum} and {@code _max}. */
  public String prometheusName() {
    String name = meterName.replace('.', '_');
    return switch (type) {
      case "counter" -> name + "_total";
      case "timer" -> name + "_seconds";
      default -> name;
    };
  }

  /** The table of docs/operator.md. */
  public static String reference() {
    StringBuilder table =
        new StringBuilder("| metric | type | labels | meaning |\n|---|---|---|---|\n");
    for (OperatorMeter meter : values()) {
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(meter.prometheusName(), meter.type, meter.labels, meter.description));
    }
    return table.toString();
  }
}
