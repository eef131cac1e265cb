package io.kafkaaudit.operator.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A life of the webhook's certificate on the mock API server. */
class WebhookCertificatesTest {
  private static final String NAMESPACE = "kafka-audit";
  private static final Duration MONTH = Duration.ofDays(30);

  private final MockKubernetes kubernetes = MockKubernetes.start();
  private final SteppedClock clock = new SteppedClock();
  private boolean trustedEverywhere;

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  private WebhookCertificates replica(boolean own, Predicate<String> trusted) {
    return new WebhookCertificates(
        kubernetes.client(),
        NAMESPACE,
        new InjectionSettings(null, "audit-webhook", "certificate", own, "", ""),
        trusted,
        clock);
  }

  private Secret secret() {
    return kubernetes.client().secrets().inNamespace(NAMESPACE).withName("certificate").get();
  }

  private String entry(String name) {
    return OwnedObjects.entry(secret(), name);
  }

  /** What an API server that has the caBundle of now checks, at every step. */
  private void assertServedIsTrusted() throws Exception {
    X509Certificate served = Tls.certificates(entry("tls.crt")).get(0);
    List<X509Certificate> authorities = Tls.certificates(entry("ca.crt"));
    assertThat(authorities).anyMatch(authority -> signed(authority, served));
    served.checkValidity(java.util.Date.from(clock.instant()));
    assertThat(served.getSubjectAlternativeNames().toString())
        .contains("audit-webhook.kafka-audit.svc");
  }

  private static boolean signed(X509Certificate authority, X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Test
  void livesAndIsRotated() throws Exception {
    WebhookCertificates certificates = replica(true, bundle -> trustedEverywhere);
    assertThat(certificates.trust()).isEmpty();
    certificates.advance();
    String first = entry("tls.crt");
    String oldTrust = entry("ca.crt");
    assertThat(certificates.trust()).contains(oldTrust);
    assertServedIsTrusted();

    clock.forward(MONTH);
    String version = secret().getMetadata().getResourceVersion();
    certificates.advance();
    assertThat(secret().getMetadata().getResourceVersion()).as("idle").isEqualTo(version);

    clock.forward(MONTH);
    certificates.advance();
    assertThat(entry("tls.crt")).as("staged, not served").isEqualTo(first);
    String bothTrusts = entry("ca.crt");
    assertThat(bothTrusts).startsWith(oldTrust);
    assertThat(Tls.certificates(bothTrusts)).hasSize(2);
    assertThat(certificates.trust()).contains(bothTrusts);
    assertServedIsTrusted();

    clock.forward(CertificatePlan.UNTIL_TRUSTED);
    certificates.advance();
    assertThat(entry("tls.crt")).as("not every configuration trusts it").isEqualTo(first);

    trustedEverywhere = true;
    certificates.advance();
    assertThat(entry("tls.crt")).isNotEqualTo(first);
    assertThat(entry("next.crt")).isNull();
    assertThat(entry("next.key")).isNull();
    assertThat(entry("ca.crt")).as("processes may still serve the old one").isEqualTo(bothTrusts);
    assertServedIsTrusted();

    clock.forward(CertificatePlan.UNTIL_SERVED.minusSeconds(1));
    certificates.advance();
    assertThat(entry("ca.crt")).isEqualTo(bothTrusts);
    clock.forward(Duration.ofSeconds(1));
    certificates.advance();
    assertThat(Tls.certificates(entry("ca.crt"))).hasSize(1);
    assertThat(bothTrusts).endsWith(entry("ca.crt"));
    assertServedIsTrusted();
  }

  @Test
  void anOperatorThatWasAwayForAYearServesAValidOne() throws Exception {
    WebhookCertificates certificates = replica(true, bundle -> false);
    certificates.advance();
    clock.forward(Duration.ofDays(365));
    certificates.advance();
    certificates.advance();
    assertServedIsTrusted();
  }

  @Test
  void whatSomebodyDamagedOrDeletedIsMadeAnew() throws Exception {
    WebhookCertificates certificates = replica(true, bundle -> true);
    certificates.advance();
    for (String name : List.of("tls.crt", "tls.key", "ca.crt")) {
      kubernetes
          .client()
          .secrets()
          .inNamespace(NAMESPACE)
          .withName("certificate")
          .edit(s -> new SecretBuilder(s).removeFromData(name).build());
      certificates.advance();
      assertServedIsTrusted();
    }
    String stolen = OwnedObjects.entry(secret(), "tls.key");
    kubernetes.client().secrets().inNamespace(NAMESPACE).withName("certificate").delete();
    certificates.advance();
    assertServedIsTrusted();
    assertThat(OwnedObjects.entry(secret(), "tls.key")).isNotEqualTo(stolen);
  }

  @Test
  void twoReplicasAgreeOnOne() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    for (int round = 0; round < 5; round++) {
      kubernetes.client().secrets().inNamespace(NAMESPACE).delete();
      List<WebhookCertificates> replicas =
          List.of(replica(true, bundle -> true), replica(true, bundle -> true));
      CompletableFuture.allOf(
              replicas.stream()
                  .map(
                      replica ->
                          CompletableFuture.runAsync(
                              () -> {
                                try {
                                  together.await();
                                } catch (Exception e) {
                                  throw new AssertionError(e);
                                }
                                replica.advance();
                              }))
                  .toArray(CompletableFuture[]::new))
          .get();
      assertServedIsTrusted();
      for (WebhookCertificates replica : replicas) {
        replica.advance();
        assertThat(replica.trust()).contains(entry("ca.crt"));
      }
    }
  }

  @Test
  void certManagersSecretIsOnlyRead() {
    WebhookCertificates certificates = replica(false, bundle -> true);
    certificates.advance();
    assertThat(secret()).isNull();
    assertThat(certificates.trust()).isEmpty();
    assertThat(certificates.problem()).as("cert-manager may still be at work").isEmpty();
    issue(Map.of("ca.crt", "the authority"));
    certificates.advance();
    assertThat(certificates.trust()).contains("the authority");
    assertThat(entry("tls.crt")).isNull();
  }

  /** As of ACME: cert-manager then leaves the entry out, or empty. */
  @Test
  void anIssuerThatNamesNoAuthorityIsToldAbout() {
    WebhookCertificates certificates = replica(false, bundle -> true);
    issue(Map.of("tls.crt", "the certificate", "tls.key", "the key", "ca.crt", ""));
    certificates.advance();
    assertThat(certificates.trust()).isEmpty();
    assertThat(certificates.problem())
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("Secret certificate in namespace kafka-audit has no ca.crt")
                    .contains("webhook.certManager.issuerRef")
                    .doesNotContain("the key"));
    kubernetes.client().resource(secret()).delete();
    issue(Map.of("tls.crt", "the certificate", "tls.key", "the key", "ca.crt", "the authority"));
    certificates.advance();
    assertThat(certificates.problem()).isEmpty();
    assertThat(certificates.trust()).contains("the authority");
  }

  private void issue(Map<String, String> entries) {
    kubernetes
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("certificate")
                .endMetadata()
                .withData(OwnedObjects.encode(entries))
                .build())
        .create();
  }
}
