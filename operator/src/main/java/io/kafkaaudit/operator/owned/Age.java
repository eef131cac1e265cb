package io.kafkaaudit.operator.owned;

import io.kafkaaudit.crd.AuditLog;
import java.util.Comparator;
import java.util.Objects;

/** Which of two AuditLogs that want the same gets it: the older; of one second, by uid. */
public final class Age {
  private static final Comparator<AuditLog> OLDEST_FIRST =
      Comparator.comparing(
              (AuditLog log) -> Objects.toString(log.getMetadata().getCreationTimestamp(), ""))
          .thenComparing(log -> Objects.toString(log.getMetadata().getUid(), ""));

  private Age() {}

  public static boolean isOlder(AuditLog one, AuditLog other) {
    return OLDEST_FIRST.compare(one, other) < 0;
  }
}
