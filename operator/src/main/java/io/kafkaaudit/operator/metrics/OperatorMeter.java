package io.kafkaaudit.operator.metrics;

import java.util.List;

/** Every meter of the operator's own. Names are part of the API; Prometheus writes them with _. */
public enum OperatorMeter {
  LEADING(
      "kafka.audit.leading",
      "gauge",
      Labels.NONE,
      "1 while this replica has the lease and carries out AuditLogs, 0 while it waits for it. One"
          + " that runs without leader election leads."),
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
      "Keys in Kafka without a grant, which are being revoked."),
  NEXT_ROTATION(
      "kafka.audit.next.rotation.seconds",
      "gauge",
      Labels.OF_AUDIT_LOG,
      "Seconds until the first of its AuditCredentials is due for rotation, below 0 when it is"
          + " overdue. None without any."),
  DRIFT_REPAIRED(
      "kafka.audit.drift.repaired",
      "counter",
      "namespace, auditlog, kind",
      "What somebody else changed and the operator set back; kind is access, topic or settings."),
  EVENTS_LOST(
      "kafka.audit.topic.losses",
      "counter",
      Labels.OF_AUDIT_LOG,
      "Losses of events that were found in the audit topic, each in status.topic.losses."),
  PODS_WANTED(
      "kafka.audit.pods.wanted",
      "gauge",
      Labels.OF_AUDIT_LOG,
      "Pods that should have the agent, 0 with suspend. None while that is not known, as when the"
          + " operator injects nothing."),
  PODS_INJECTED(
      "kafka.audit.pods.injected",
      "gauge",
      Labels.OF_AUDIT_LOG,
      "Pods that started with the agent in its present revision. None while that is not known."),
  PODS_REPORTING(
      "kafka.audit.pods.reporting",
      "gauge",
      Labels.OF_AUDIT_LOG,
      "Nodes whose agent reported lately. None while that is not known, as when the destination is"
          + " not reachable."),
  EVENTS_CAPTURED(
      "kafka.audit.events.captured",
      "counter",
      Labels.OF_AUDIT_LOG,
      "Events that the agents made for the audit topic. Measured by the agents, and taken from what"
          + " they report while this replica leads."),
  AGENT_EVENTS_LOST(
      "kafka.audit.events.lost",
      "counter",
      "namespace, auditlog, cause",
      "Events that the agents could not deliver, or that may not have arrived: loss events in the"
          + " topic name them with their cause. Measured by the agents, as events captured."),
  BYTES_WRITTEN(
      "kafka.audit.bytes.written",
      "counter",
      Labels.OF_AUDIT_LOG,
      "Bytes of events that the agents made for the audit topic, before compression, those that were"
          + " lost after that among them. Measured by the agents, as events captured."),
  BYTES_SENT(
      "kafka.audit.bytes.sent",
      "counter",
      Labels.OF_AUDIT_LOG,
      "Bytes of records that the destination acknowledged, before compression, those of the status"
          + " topic among them. Measured by the agents, as events captured."),
  INGRESS_BYTES(
      "kafka.audit.ingress.bytes",
      "counter",
      Labels.OF_AUDIT_LOG,
      "Bytes that the agents sent to the destination on the wire, compressed, with what Kafka's"
          + " protocol adds. Measured by the agents, as events captured; what the operator itself"
          + " sends is not in it."),
  STORED_BYTES(
      "kafka.audit.stored.bytes",
      "gauge",
      Labels.OF_AUDIT_LOG,
      "Bytes of the audit topic on the disks of the brokers that are up, all replicas together."
          + " Measured by the brokers, asked every five minutes. None while that is not known."),
  STORED_BYTE_MINUTES(
      "kafka.audit.stored.byte.minutes",
      "counter",
      Labels.OF_AUDIT_LOG,
      "Stored bytes times the minutes that they were stored. Estimated: each measurement"
          + " counts until the next one, and time without a measurement is left out."),
  PLATFORM_EVENTS_WAITING(
      "kafka.audit.platform.events.waiting",
      "gauge",
      Labels.OF_AUDIT_LOG,
      "Platform events that are kept until the audit topic has them. None before the operator has"
          + " looked at the AuditLog."),
  LEFT_BEHIND(
      "kafka.audit.left.behind",
      "counter",
      Labels.OF_AUDIT_LOG,
      "Deleted AuditLogs whose keys, ACLs and topic are still in a destination that was not"
          + " reachable. Stays when the AuditLog is gone."),
  KAFKA_CALLS(
      "kafka.audit.kafka.calls",
      "timer",
      "call, outcome",
      "Time of calls to destination clusters; outcome is success or the reason of the failure.");

  private static final class Labels {
    static final String NONE = "";
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
    return labels.isEmpty() ? List.of() : List.of(labels.split(", ", -1));
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
