package io.kafkaaudit.operator.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.StubDestination;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.KeyRemovals;
import io.kafkaaudit.operator.keys.UnconfirmedKeys;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What passes too fast for a test of the whole operator. */
class CredentialStepsTest {
  private static final String KEY = "KAAAAABBBBBBBBBB";

  private final MockKubernetes kubernetes = MockKubernetes.start();
  private final OwnedObjects objects = new OwnedObjects(kubernetes.client());
  private final Keyring keyring = new Keyring(kubernetes.client(), "kafka-audit");
  private final AuditLog log =
      Serialization.unmarshal(
          """
          apiVersion: kafkaaudit.io/v1alpha1
          kind: AuditLog
          metadata: {name: orders, namespace: security, uid: u}
          spec:
            destination: {admin: {secretRef: {name: admin}}}
            topic: {name: audit}
            access: {keyLimit: 2}
          status:
            keys: [{id: %s, credential: siem, namespace: security, state: Granted}]
          """
              .formatted(KEY),
          AuditLog.class);
  private final AuditCredential credential =
      Serialization.unmarshal(
          """
          apiVersion: kafkaaudit.io/v1alpha1
          kind: AuditCredential
          metadata: {name: siem, namespace: security, uid: c, generation: 1}
          spec: {auditLogRef: {name: orders}, secretName: siem-secret}
          """,
          AuditCredential.class);

  @BeforeEach
  void applyAdmin() {
    createSecret(
        "admin",
        Map.of("kafkaaudit.io/role", "destination-admin"),
        Map.of("client.properties", "bootstrap.servers=kafka:9093"));
  }

  private void createSecret(String name, Map<String, String> labels, Map<String, String> content) {
    kubernetes
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("security")
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withData(OwnedObjects.encode(content))
                .build())
        .create();
  }

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  @Test
  void aKeyThatABrokerDoesNotKnowYetIsNotPublished() {
    CredentialSteps.Result result =
        run(
            Map.of(
                "allowGroups", () -> null,
                "upsertKey", () -> null,
                "probe", () -> Map.of("kafka-2:9093", "refused")));
    assertThat(condition(result, ConditionType.Granted).getStatus()).isEqualTo("True");
    assertThat(condition(result, ConditionType.Issued).getStatus()).isEqualTo("False");
    assertThat(condition(result, ConditionType.Issued).getReason())
        .isEqualTo(Reason.WaitingForBrokers.name());
    assertThat(condition(result, ConditionType.Issued).getMessage()).contains("kafka-2:9093");
    assertThat(result.again()).as("it passes soon").isLessThan(Duration.ofSeconds(1));
    assertThat(objects.secret("security", "siem-secret")).isNull();
  }

  @Test
  void ofALostSecretTheKeyIsNotIssuedAgain() {
    keyring.password(KEY, "u");
    keyring.published(KEY, "u");
    CredentialSteps.Result result = run(Map.of());
    assertThat(condition(result, ConditionType.Issued).getStatus()).isEqualTo("True");
    assertThat(condition(result, ConditionType.Published).getStatus()).isEqualTo("False");
    assertThat(condition(result, ConditionType.Published).getReason())
        .isEqualTo(Reason.SecretLost.name());
    assertThat(condition(result, ConditionType.Published).getMessage())
        .contains("siem-secret", KEY, "a new key is issued");
    assertThat(result.status().getKeyId())
        .as("an AuditCredential that was made anew tells which key was lost")
        .isEqualTo(KEY);
  }

  @Test
  void aRequestToRevokeIsStoredBeforeTheSecretGoes() {
    publishSecret();
    credential.getMetadata().setAnnotations(Map.of("kafkaaudit.io/revoke-now", "leak"));
    CredentialSteps.Result first = run(Map.of());
    assertThat(condition(first, ConditionType.Granted).getReason())
        .isEqualTo(Reason.RevokedByRequest.name());
    assertThat(first.status().getObservedRevokeNow()).isEqualTo("leak");
    assertThat(first.again()).as("it goes on at once").isLessThan(Duration.ofSeconds(1));
    assertThat(objects.secret("security", "siem-secret")).isNotNull();

    credential.setStatus(first.status());
    CredentialSteps.Result second = run(Map.of());
    assertThat(objects.secret("security", "siem-secret")).isNull();
    assertThat(second.status().getKeyId()).isNull();
    assertThat(condition(second, ConditionType.Granted).getMessage())
        .contains("has not revoked " + KEY + " yet", "kafkaaudit.io/rotate");
  }

  @Test
  void aRequestToRevokeIsStoredThoughTheAuditLogCannotBeRead() {
    credential.getMetadata().setAnnotations(Map.of("kafkaaudit.io/revoke-now", "leak"));
    CredentialSteps.Result result =
        steps(
            Map.of(),
            () -> {
              throw new StepFailure(Reason.ForbiddenByKubernetes, "no right");
            });
    assertThat(result.status().getRevokedAt()).isNotNull();
    assertThat(result.status().getObservedRevokeNow()).isEqualTo("leak");
  }

  @Test
  void aNewKeyWaitsUntilNoOldOneIsUsable() {
    credential.getMetadata().setAnnotations(Map.of("kafkaaudit.io/revoke-now", "leak"));
    credential.setStatus(run(Map.of()).status());
    credential
        .getMetadata()
        .setAnnotations(
            Map.of("kafkaaudit.io/revoke-now", "leak", "kafkaaudit.io/rotate", "later"));
    CredentialSteps.Result waiting = run(Map.of());
    assertThat(condition(waiting, ConditionType.Granted).getReason())
        .as("the AuditLog has not begun to revoke it")
        .isEqualTo(Reason.RevokedByRequest.name());
    assertThat(waiting.status().getRevokedAt()).isNotNull();

    credential.setStatus(waiting.status());
    log.getStatus().getKeys().get(0).setState(KeyState.Revoking);
    CredentialSteps.Result released = run(Map.of());
    assertThat(released.status().getRevokedAt()).isNull();
    assertThat(released.status().getObservedRevokeNow()).isEqualTo("leak");
    assertThat(condition(released, ConditionType.Granted).getReason())
        .isEqualTo(Reason.WaitingForGrant.name());
  }

  @Test
  void brokersThatDidNotConfirmAreNamed() {
    credential.getMetadata().setAnnotations(Map.of("kafkaaudit.io/revoke-now", "leak"));
    credential.setStatus(run(Map.of()).status());
    log.getStatus().setKeys(List.of());
    log.getStatus()
        .setUnconfirmed(
            List.of(
                UnconfirmedKeys.of(
                    KEY, new KeyGrants.Owner("security", "siem"), Set.of("kafka-2:9093")),
                UnconfirmedKeys.of(
                    "KAAAAACCCCCCCCCC",
                    new KeyGrants.Owner("security", "lake"),
                    Set.of("kafka-3:9093"))));
    assertThat(condition(run(Map.of()), ConditionType.Granted).getMessage())
        .contains(KEY, "kafka-2:9093")
        .doesNotContain("kafka-3:9093");
  }

  private void publishSecret() {
    createSecret(
        "siem-secret",
        Map.of("kafkaaudit.io/credential-uid", "c"),
        Map.of("username", KEY, "password", "A".repeat(40)));
  }

  private CredentialSteps.Result run(Map<String, Supplier<?>> answers) {
    return steps(answers, () -> log);
  }

  private CredentialSteps.Result steps(Map<String, Supplier<?>> answers, Supplier<AuditLog> found) {
    try (DestinationConnections connections =
        new DestinationConnections(admin -> StubDestination.answering(answers(answers)))) {
      return new CredentialSteps(
              objects, keyring, new KeyRemovals(), connections, Clock.systemUTC())
          .run(credential, found);
    }
  }

  private static Map<String, Supplier<?>> answers(Map<String, Supplier<?>> more) {
    Map<String, Supplier<?>> all = new java.util.HashMap<>(more);
    all.put("close", () -> null);
    return all;
  }

  private static Condition condition(CredentialSteps.Result result, ConditionType type) {
    return ConditionSet.find(result.status().getConditions(), type).orElseThrow();
  }
}
