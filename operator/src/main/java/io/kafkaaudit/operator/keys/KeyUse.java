package io.kafkaaudit.operator.keys;

import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.operator.kafka.AgentReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When keys last logged in, as the agents of all AuditLogs tell: where an AuditLog's destination is
 * the audited cluster of another one, or its own. Kept in memory, for agents tell it again.
 * Thread-safe.
 */
public final class KeyUse {
  /** A status is written for this at most so often. */
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final Map<String, Map<String, Map<String, Instant>>> byAuditLog =
      new ConcurrentHashMap<>();
  private final Map<String, Instant> shown = new ConcurrentHashMap<>();
  private final Clock clock;

  public KeyUse(Clock clock) {
    this.clock = clock;
  }

  /** Takes over what the agents of an AuditLog tell, in the place of what they told before. */
  public void reported(String auditLogUid, Collection<AgentReport> reports) {
    Map<String, Map<String, Instant>> byCluster = new HashMap<>();
    for (AgentReport report : reports) {
      Map<String, Instant> hours = report.keyLogins().hours();
      if (!hours.isEmpty()) {
        Map<String, Instant> all =
            byCluster.computeIfAbsent(report.keyLogins().clusterId(), c -> new HashMap<>());
        hours.forEach((key, hour) -> all.merge(key, hour, KeyUse::later));
      }
    }
    if (byCluster.isEmpty()) {
      byAuditLog.remove(auditLogUid);
    } else {
      byAuditLog.put(auditLogUid, byCluster);
    }
  }

  /** Called when an AuditLog is gone. */
  public void forget(String auditLogUid) {
    byAuditLog.remove(auditLogUid);
    shown.remove(auditLogUid);
  }

  /**
   * Puts what is known of its keys into the status of an AuditLog, at most once an hour.
   *
   * @param clusterId of its destination
   */
  public void show(String auditLogUid, String clusterId, AuditLogStatus status) {
    Instant now = clock.instant();
    Instant last = shown.get(auditLogUid);
    if (status.getKeys() == null || (last != null && now.isBefore(last.plus(INTERVAL)))) {
      return;
    }
    Instant hour = now.truncatedTo(ChronoUnit.HOURS);
    for (KeyStatus key : status.getKeys()) {
      Instant used = used(clusterId, key.getId());
      Instant known = GrantedKeys.instant(key.getLastUsedAt(), Instant.MIN);
      // A clock that runs ahead must not keep later logins from being shown.
      if (used != null && !used.isAfter(hour) && used.isAfter(known)) {
        key.setLastUsedAt(used.toString());
        shown.put(auditLogUid, now);
      }
    }
  }

  private @Nullable Instant used(String clusterId, String key) {
    return byAuditLog.values().stream()
        .map(byCluster -> byCluster.getOrDefault(clusterId, Map.of()).get(key))
        .filter(java.util.Objects::nonNull)
        .max(Instant::compareTo)
        .orElse(null);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
