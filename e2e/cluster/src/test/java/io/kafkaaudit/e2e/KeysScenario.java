package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.dsl.PodResource;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys are few, and end when they are told to. */
class KeysScenario extends Scenario {
  private static final String READER = "leaver";
  private static final String SECURITY = "security";

  /** So much of a key's name is of its AuditLog. */
  private static final int KEY_PREFIX = 6;

  /** From the request that deletes a credential to the last record that it could read. */
  private static final Duration REVOKED_WITHIN = Duration.ofSeconds(5);

  @AfterEach
  void remove() {
    if (installation == null) {
      return;
    }
    client.pods().inNamespace(Orders.NAMESPACE).withName(READER).delete();
    client.namespaces().withName(SECURITY).delete();
    client
        .load(KeysScenario.class.getResourceAsStream("/keys/two.yaml"))
        .items()
        .forEach(object -> client.resource(object).delete());
    for (String name : List.of("first", "second", "third", READER)) {
      client.resources(AuditCredential.class).inNamespace(Orders.NAMESPACE).withName(name).delete();
    }
    await("they are gone")
        .atMost(Orders.PATIENCE)
        .until(
            () ->
                client.namespaces().withName(SECURITY).get() == null
                    && client
                            .resources(AuditCredential.class)
                            .inNamespace(Orders.NAMESPACE)
                            .list()
                            .getItems()
                            .size()
                        == 1
                    && client
                            .resources(AuditLog.class)
                            .inNamespace(Orders.NAMESPACE)
                            .list()
                            .getItems()
                            .size()
                        == 1);
  }

  @Test
  void aThirdCredentialWaitsForAFreeKey() throws Exception {
    kafka.grantAdmin("two-keys");
    kafka.grantDelete("two-keys");
    client
        .load(KeysScenario.class.getResourceAsStream("/keys/two.yaml"))
        .items()
        .forEach(object -> client.resource(object).serverSideApply());
    await("two keys are there")
        .atMost(Orders.PATIENCE)
        .until(() -> isReady("first") && isReady("second"));
    String first = orders.credential("first").getStatus().getKeyId();
    String second = orders.credential("second").getStatus().getKeyId();
    // The writer's among them, which the limit does not count.
    int full = keys(first.substring(0, KEY_PREFIX)).size();
    installation.apply("/keys/third.yaml");
    await("the third is told who holds them")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        installation.kubectl("describe", "auditcredential", "third", "-n", "kafka"))
                    .contains("KeyLimitReached", first + " of kafka/first", second));
    assertThat(orders.credential("third").getStatus().getKeyId()).isNull();
    installation.kubectl("delete", "auditcredential", "first", "-n", "kafka", "--wait=false");
    Instant moment = Instant.now().plusMillis(new Random().nextInt(3000));
    await().pollInterval(Duration.ofMillis(10)).until(() -> Instant.now().isAfter(moment));
    installation.release.kill();
    await("the third has its key, and there is never one too many")
        .atMost(Orders.PATIENCE)
        .until(
            () -> {
              assertThat(keys(first.substring(0, KEY_PREFIX))).hasSizeLessThanOrEqualTo(full);
              return isReady("third");
            });
    assertThat(kafka.onDestination(KafkaClusters.CONFIGS, "--describe --entity-type users"))
        .contains(second, orders.credential("third").getStatus().getKeyId())
        .doesNotContain(first);
  }

  @Test
  void aRevokedReaderReadsNothingMore() throws Exception {
    installation.apply("/keys/leaver.yaml");
    await("its key is there").atMost(Orders.PATIENCE).until(() -> isReady(READER));
    PodResource pod = client.pods().inNamespace(Orders.NAMESPACE).withName(READER);
    try (Load load = Load.start(installation)) {
      await("it reads")
          .atMost(Orders.PATIENCE)
          .until(() -> orders.isReady(READER) && pod.getLog().contains("IncrementalAlterConfigs"));
      Instant asked = Instant.now();
      client
          .resources(AuditCredential.class)
          .inNamespace(Orders.NAMESPACE)
          .withName(READER)
          .delete();
      await("it is refused")
          .atMost(Orders.PATIENCE)
          .until(() -> "Failed".equals(pod.get().getStatus().getPhase()));
      load.goOn(10);
      Instant last = asked;
      for (String line : pod.usingTimestamps().getLog().lines().toList()) {
        if (line.contains("\"specversion\"")) {
          last = time(line.substring(0, line.indexOf(' ')), last);
        }
      }
      System.out.printf(
          "  last record %d ms after the credential's deletion%n",
          Duration.between(asked, last).toMillis());
      assertThat(pod.getLog()).contains("REFUSED");
      assertThat(last).isBefore(asked.plus(REVOKED_WITHIN));
    }
  }

  @Test
  void aReaderInAnotherNamespaceNeedsTheLeaveOfTheAuditLog() throws Exception {
    installation.apply("/keys/security.yaml");
    installation.join(SECURITY);
    await("it is refused")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        installation.kubectl("describe", "auditcredential", "siem", "-n", SECURITY))
                    .contains("NamespaceNotAllowed"));
    orders.edit(log -> log.getSpec().getAccess().setAllowedNamespaces(List.of(SECURITY)));
    installation.kubectl(
        "wait", "--for=condition=Ready", "auditcredential/siem", "-n", SECURITY, "--timeout=300s");
    orders.act();
    await("it reads").atMost(Orders.PATIENCE).until(() -> reads(SECURITY, "reader"));
  }

  /** Keys of an AuditLog, as the destination has them. */
  private Set<String> keys(String prefix) throws Exception {
    return Pattern.compile(prefix + "[A-Z2-7]{10}")
        .matcher(kafka.onDestination(KafkaClusters.CONFIGS, "--describe --entity-type users"))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  private boolean reads(String namespace, String pod) {
    var found = client.pods().inNamespace(namespace).withName(pod).get();
    return found.getStatus().getPhase().equals("Running")
        && installation.pods.log(namespace, pod).contains("IncrementalAlterConfigs");
  }

  private static Instant time(String text, Instant otherwise) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return otherwise; // a line that was cut
    }
  }

  private boolean isReady(String credential) {
    return Orders.isTrue(orders.credential(credential), "Ready");
  }
}
