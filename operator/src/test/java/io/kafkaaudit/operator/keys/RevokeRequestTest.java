package io.kafkaaudit.operator.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevokeRequestTest {
  private static final String REVOKE = "kafkaaudit.io/revoke-now";
  private static final String ROTATE = "kafkaaudit.io/rotate";
  private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

  private final AuditCredential credential = new AuditCredential();
  private final Map<String, String> annotations = new HashMap<>();

  RevokeRequestTest() {
    credential.getMetadata().setAnnotations(annotations);
  }

  @Test
  void eachNewValueActsOnce() {
    assertThat(RevokeRequest.isNew(credential)).as("no annotation").isFalse();
    annotations.put(REVOKE, "");
    assertThat(RevokeRequest.isNew(credential)).as("an empty one").isFalse();
    annotations.put(REVOKE, "leak-1");
    assertThat(RevokeRequest.isNew(credential)).isTrue();
    assertThat(RevokeRequest.isInForce(credential)).as("nothing before it is stored").isFalse();
    note();
    assertThat(RevokeRequest.isNew(credential)).isFalse();
    assertThat(RevokeRequest.isInForce(credential)).isTrue();
    release();
    assertThat(RevokeRequest.isNew(credential)).as("GitOps leaves it there").isFalse();
    annotations.remove(REVOKE);
    assertThat(RevokeRequest.isNew(credential)).isFalse();
    annotations.put(REVOKE, "leak-1");
    assertThat(RevokeRequest.isNew(credential)).as("the value was acted on").isFalse();
    annotations.put(REVOKE, "leak-2");
    assertThat(RevokeRequest.isNew(credential)).isTrue();
  }

  @Test
  void onlyALaterRotateAsksForAKey() {
    annotations.put(REVOKE, "leak");
    annotations.put(ROTATE, "at-the-same-time");
    note();
    assertThat(RevokeRequest.isNewKeyWanted(credential)).isFalse();
    annotations.remove(ROTATE);
    assertThat(RevokeRequest.isNewKeyWanted(credential)).as("removed").isFalse();
    annotations.put(ROTATE, "");
    assertThat(RevokeRequest.isNewKeyWanted(credential)).as("empty").isFalse();
    annotations.put(ROTATE, "later");
    assertThat(RevokeRequest.isNewKeyWanted(credential)).isTrue();
    release();
    annotations.put(ROTATE, "at-the-same-time");
    assertThat(RevokeRequest.isInForce(credential)).as("it is over for good").isFalse();
  }

  @Test
  void aValueOfAnyLengthFitsIntoTheStatus() {
    annotations.put(REVOKE, "x".repeat(200_000));
    annotations.put(ROTATE, "y".repeat(50_000));
    note();
    assertThat(credential.getStatus().getObservedRevokeNow()).hasSizeLessThanOrEqualTo(128);
    assertThat(credential.getStatus().getObservedRotate()).hasSizeLessThanOrEqualTo(128);
    assertThat(RevokeRequest.isNew(credential)).isFalse();
    annotations.put(REVOKE, "x".repeat(200_001));
    assertThat(RevokeRequest.isNew(credential)).isTrue();
  }

  private void note() {
    AuditCredentialStatus after = new AuditCredentialStatus();
    RevokeRequest.carry(credential.getStatus(), after);
    RevokeRequest.note(credential, after, NOW);
    assertThat(RevokeRequest.wasNoted(credential.getStatus(), after)).isTrue();
    credential.setStatus(after);
  }

  private void release() {
    AuditCredentialStatus after = new AuditCredentialStatus();
    RevokeRequest.carry(credential.getStatus(), after);
    RevokeRequest.release(after);
    assertThat(RevokeRequest.wasNoted(credential.getStatus(), after)).isFalse();
    credential.setStatus(after);
  }
}
