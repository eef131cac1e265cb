package io.kafkaaudit.operator.rollout;

import io.kafkaaudit.crd.RestartingPod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pod that is restarted now. It is written into the status before anything is done to the pod,
 * so that whoever leads next goes on.
 *
 * @param uid of the pod that goes
 * @param revision of the agent that it shall come back with
 */
record Attempt(String pod, String uid, String revision, Instant since) {

  static Attempt at(RolloutPod pod, String revision, Instant now) {
    return new Attempt(pod.name(), pod.uid(), revision, now.truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * Whether it is over with the pod of the attempt: it is gone, or goes.
   *
   * @param now the pod of that name; null: there is none
   */
  boolean isCarriedOut(@Nullable RolloutPod now) {
    return now == null || !now.uid().equals(uid) || now.ending();
  }

  static @Nullable Attempt of(@Nullable RestartingPod status) {
    return status == null
        ? null
        : new Attempt(
            status.getPod(),
            status.getUid(),
            status.getRevision(),
            Instant.parse(status.getSince()));
  }

  RestartingPod toStatus() {
    RestartingPod status = new RestartingPod();
    status.setPod(pod);
    status.setUid(uid);
    status.setRevision(revision);
    status.setSince(since.toString());
    return status;
  }
}
