package io.kafkaaudit.operator.keys;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.owned.Revision;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@code kafkaaudit.io/revoke-now} of an AuditCredential: each new value takes all
 * its keys out, and no key is issued before {@code kafkaaudit.io/rotate} has another value than at
 * that time. What was seen is in the status, before anything is done. Pure.
 */
public final class RevokeRequest {
  /** Longer values of annotations are kept as a digest: the status has limits. */
  private static final int LONGEST_VALUE = 64;

  private static final int SHA_256_BYTES = 32;

  private RevokeRequest() {}

  /** Whether the annotation has a value that was not acted on yet. */
  public static boolean isNew(AuditCredential credential) {
    String asked = value(credential, Labels.REVOKE_NOW);
    AuditCredentialStatus status = credential.getStatus();
    return asked != null && (status == null || !asked.equals(status.getObservedRevokeNow()));
  }

  /** Whether the status says that the credential's keys go and that it gets no other. */
  public static boolean isInForce(AuditCredential credential) {
    return credential.getStatus() != null && credential.getStatus().getRevokedAt() != null;
  }

  /** Whether a new key was asked for after the keys were taken out. */
  public static boolean isNewKeyWanted(AuditCredential credential) {
    String rotate = value(credential, Labels.ROTATE);
    return isInForce(credential)
        && rotate != null
        && !rotate.equals(credential.getStatus().getObservedRotate());
  }

  /** Takes over what the status before says of requests. */
  public static void carry(@Nullable AuditCredentialStatus before, AuditCredentialStatus after) {
    if (before != null) {
      after.setObservedRevokeNow(before.getObservedRevokeNow());
      after.setRevokedAt(before.getRevokedAt());
      after.setObservedRotate(before.getObservedRotate());
    }
  }

  /** Notes the request in the status that is to be written before it is acted on. */
  public static void note(AuditCredential credential, AuditCredentialStatus status, Instant now) {
    status.setObservedRevokeNow(value(credential, Labels.REVOKE_NOW));
    status.setRevokedAt(now.truncatedTo(ChronoUnit.SECONDS).toString());
    status.setObservedRotate(value(credential, Labels.ROTATE));
  }

  /** Keys may be issued again; which value was acted on stays known. */
  public static void release(AuditCredentialStatus status) {
    status.setRevokedAt(null);
    status.setObservedRotate(null);
  }

  /** Whether a request was noted between these statuses. */
  public static boolean wasNoted(
      @Nullable AuditCredentialStatus before, AuditCredentialStatus after) {
    return after.getObservedRevokeNow() != null
        && !Objects.equals(
            after.getObservedRevokeNow(), before == null ? null : before.getObservedRevokeNow());
  }

  private static @Nullable String value(AuditCredential credential, String annotation) {
    String value = OwnedObjects.annotation(credential, annotation);
    if (value == null || value.isEmpty()) {
      return null;
    }
    return value.length() <= LONGEST_VALUE
        ? value
        : "sha256:" + Revision.of(value.getBytes(StandardCharsets.UTF_8), SHA_256_BYTES);
  }
}
