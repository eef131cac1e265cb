package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.kafkaaudit.operator.auditlog.Repairs.Drift;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.owned.Revision;
import io.kafkaaudit.operator.platform.PlatformAct;
import io.kafkaaudit.operator.platform.PlatformEvents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the agents read and somebody else changed: set back, and told. Every object has a hash of
 * what was written into it, so that a change of the spec is none of that. Thread-safe for different
 * AuditLogs.
 */
final class AgentObjectRepair {
  private final Repairs repairs;
  private final PlatformEvents platformEvents;

  AgentObjectRepair(Repairs repairs, PlatformEvents platformEvents) {
    this.repairs = repairs;
    this.platformEvents = platformEvents;
  }

  /** For the annotation {@link Labels#WRITTEN}; tells nothing about what the data is. */
  static String hash(@Nullable Map<String, String> data) {
    Map<String, String> sorted = data == null ? Map.of() : new TreeMap<>(data);
    return Revision.of(sorted.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes an object, and tells of it where that sets it back.
   *
   * @param present null: there is none
   * @param data of the present object
   * @param write does nothing where nothing differs
   */
  void carryOut(
      AuditLogPass pass,
      @Nullable HasMetadata present,
      @Nullable Map<String, String> data,
      Runnable write) {
    List<Drift> drift =
        present != null
                && OwnedObjects.isOf(present, Labels.AUDIT_LOG_UID, pass.uid())
                && isChanged(present, data)
            ? List.of(drift(present))
            : List.of();
    Set<String> contested = repairs.contested(pass.uid(), drift);
    if (!contested.isEmpty()) {
      pass.conditions()
          .isFalse(ConditionType.AccessReady, Reason.Contested, Repairs.contest(contested));
      return;
    }
    platformEvents.carryOut(
        pass.log(),
        repairs.uncontested(pass.uid(), drift, contested).stream()
            .map(one -> act(pass, one))
            .toList(),
        write);
    repairs.repaired(pass.log(), "settings", drift, drift.stream().map(Drift::item).toList());
  }

  private static boolean isChanged(HasMetadata present, @Nullable Map<String, String> data) {
    String written = OwnedObjects.annotation(present, Labels.WRITTEN);
    return written != null && !written.equals(hash(data)); // those before the upgrade have none
  }

  private static Drift drift(HasMetadata present) {
    String item = present.getKind() + " " + present.getMetadata().getName();
    return new Drift(item, item + " of the agents was changed, and is set back");
  }

  private static PlatformAct act(AuditLogPass pass, Drift drift) {
    return PlatformAct.on(
        PlatformAct.Method.RepairDrift,
        pass.log(),
        drift.item(),
        Map.of("repair", drift.sentence()),
        null);
  }
}
