package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.injection.Injection;
import io.kafkaaudit.operator.keys.KeyRevocation;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.reconciling.ReconcilerDependencies;
import io.kafkaaudit.operator.rollout.Rollout;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of an AuditLog, in the order in which a pass takes them. */
final class AuditLogStepOrder {
  private AuditLogStepOrder() {}

  /**
   * All of them.
   *
   * @param injection null: others bring the agent into pods, and no condition speaks of it
   * @param rollout null where the injection is
   */
  static List<AuditLogStep> of(
      ReconcilerDependencies with,
      AuditLogMemory memory,
      KeyRevocation revocation,
      @Nullable Injection injection,
      @Nullable Rollout rollout) {
    OwnedObjects objects = with.objects();
    Keyring keyring = with.keyring();
    SecureRandom random = new SecureRandom();
    AgentObjectRepair repair = new AgentObjectRepair(memory.repairs, with.platformEvents());
    List<AuditLogStep> all =
        new ArrayList<>(
            List.of(
                new AcceptStep(objects),
                new DestinationStep(
                    with.connections(),
                    new DestinationMove(
                        with.connections(), keyring, revocation, with.eventRecorder())),
                new ClaimStep(),
                new TopicStep(
                    keyring,
                    memory.repairs,
                    new TopicLosses(with.eventRecorder(), with.metrics(), with.clock()),
                    memory.starts,
                    with.platformEvents()),
                new AccessStep(keyring, memory.repairs, random, with.platformEvents()),
                new RevokeStep(revocation)));
    if (injection != null) {
      all.add(new InjectionStep(injection));
    }
    all.addAll(
        List.of(
            new SettingsStep(objects, repair, injection != null),
            new WriterStep(objects, repair, keyring, with.removals(), with.clock()),
            new GrantStep(objects, random, with.clock()),
            new RestoreStep(
                objects,
                with.removals(),
                with.eventRecorder(),
                with.platformEvents(),
                with.metrics(),
                with.clock())));
    if (injection != null) {
      all.add(new ReportingStep(with.metrics(), with.clock()));
      all.add(new KeyUseStep(memory.keyUse));
    }
    if (rollout != null) {
      all.add(new RolloutStep(rollout));
    }
    all.add(new PlatformEventsStep(with.platformEvents()));
    return all;
  }
}
