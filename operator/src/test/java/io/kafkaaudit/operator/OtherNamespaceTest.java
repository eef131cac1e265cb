package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** AuditCredentials that refer to an AuditLog of another namespace. */
class OtherNamespaceTest extends OnOperatorBench {
  private static final String TEAM = "siem";

  OtherNamespaceTest() {
    super(Duration.ofMillis(500));
  }

  @Test
  void anAllowedNamespaceHasItsOwnSecretAndGroups() {
    String writer = apply("shared", List.of(TEAM));
    applyCredential("reader", "shared");
    await().atMost(LONG).until(() -> reason("reader", "Ready").equals("AllReady"));

    Secret secret = secret("reader");
    String key = OwnedObjects.entry(secret, "username");
    assertThat(secret.getMetadata().getNamespace()).isEqualTo(TEAM);
    assertThat(OwnedObjects.entry(secret, "group.id")).startsWith("audit_siem_reader_");
    assertThat(bench.users("shared")).containsExactlyInAnyOrder(writer, key);
    assertThat(bench.log("shared").getStatus().getKeys())
        .singleElement()
        .extracting(KeyStatus::getNamespace, KeyStatus::getCredential)
        .containsExactly(TEAM, "reader");

    bench.client().resource(credential("reader")).delete();
    await().atMost(LONG).until(() -> credential("reader") == null);
    assertThat(secret("reader")).isNull();
    assertThat(bench.users("shared")).containsExactly(writer);
  }

  @Test
  void theAnswerDoesNotTellWhetherThereIsSuchAnAuditLog() {
    String writer = apply("closed", List.of("another"));
    applyCredential("curious", "closed");
    applyCredential("guessing", "nothing");
    await().atMost(LONG).until(() -> reason("curious", "Granted").equals("NamespaceNotAllowed"));
    await().atMost(LONG).until(() -> reason("guessing", "Granted").equals("NamespaceNotAllowed"));
    assertThat(Serialization.asYaml(credential("curious").getStatus().getConditions()))
        .contains("access.allowedNamespaces")
        .isEqualToIgnoringWhitespace(
            Serialization.asYaml(credential("guessing").getStatus().getConditions())
                .replace("security/nothing", "security/closed")
                .replaceAll("lastTransitionTime: \"[^\"]*\"", time("curious")));
    assertThat(secret("curious")).isNull();
    assertThat(bench.users("closed")).containsExactly(writer);
  }

  private String time(String credential) {
    return "lastTransitionTime: \""
        + credential(credential).getStatus().getConditions().get(0).getLastTransitionTime()
        + "\"";
  }

  @Test
  void aNamespaceThatIsTakenOffTheListLosesItsKeys() {
    String writer = apply("taken", List.of(TEAM));
    applyCredential("leaver", "taken");
    await().atMost(LONG).until(() -> reason("leaver", "Ready").equals("AllReady"));
    String before = OwnedObjects.entry(secret("leaver"), "username");

    bench.allowNamespaces("taken", List.of());
    await().atMost(LONG).until(() -> bench.users("taken").equals(Set.of(writer)));
    await().atMost(LONG).until(() -> bench.principals("taken").equals(Set.of(writer)));
    await().atMost(LONG).until(() -> reason("leaver", "Granted").equals("NamespaceNotAllowed"));
    await().atMost(LONG).until(() -> secret("leaver") == null);
    assertThat(bench.events(TEAM, "leaver", "KeyRotated")).as("nothing has replaced it").isEmpty();

    bench.allowNamespaces("taken", List.of(TEAM));
    await().atMost(LONG).until(() -> reason("leaver", "Ready").equals("AllReady"));
    assertThat(OwnedObjects.entry(secret("leaver"), "username")).isNotEqualTo(before);
  }

  @Test
  void anAuditLogThatGoesTakesTheKeysOfAllNamespacesWithIt() {
    apply("leaving", List.of(TEAM));
    applyCredential("orphaned", "leaving");
    await().atMost(LONG).until(() -> reason("orphaned", "Ready").equals("AllReady"));

    bench.deleteLog("leaving");
    await().atMost(LONG).until(() -> bench.log("leaving") == null);
    await().atMost(LONG).until(() -> reason("orphaned", "Granted").equals("AuditLogGone"));
    assertThat(secret("orphaned")).isNull();
    assertThat(bench.users("leaving")).isEmpty();

    bench.client().resource(credential("orphaned")).delete();
    await().atMost(LONG).until(() -> credential("orphaned") == null);
  }

  /** Returns the writer's key. */
  private String apply(String log, List<String> namespaces) {
    bench.applyAdmin(log);
    bench.applyLog(log, 2);
    bench.allowNamespaces(log, namespaces);
    return bench.awaitWriter(log, "");
  }

  private void applyCredential(String name, String log) {
    bench
        .client()
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: kafkaaudit.io/v1alpha1
                kind: AuditCredential
                metadata: {name: %s, namespace: siem}
                spec:
                  auditLogRef: {name: %s, namespace: security}
                  secretName: %s-secret
                """
                    .formatted(name, log, name),
                AuditCredential.class))
        .create();
  }

  private AuditCredential credential(String name) {
    return bench.client().resources(AuditCredential.class).inNamespace(TEAM).withName(name).get();
  }

  private Secret secret(String credential) {
    return bench.client().secrets().inNamespace(TEAM).withName(credential + "-secret").get();
  }

  private String reason(String name, String type) {
    var status = credential(name).getStatus();
    return status == null ? "" : AuditResources.reason(status.getConditions(), type);
  }
}
