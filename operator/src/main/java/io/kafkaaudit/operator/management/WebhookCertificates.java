package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.io.ByteArrayInputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secret with the webhook's certificate, made and rotated. Every controller replica does it,
 * with or without the lease: a webhook pod must not wait for it, and of two writers the API server
 * refuses one. Thread-safe.
 */
public final class WebhookCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookCertificates.class);
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final String TRUST = "ca.crt";
  private static final String NEXT_CERTIFICATE = "next.crt";
  private static final String NEXT_KEY = "next.key";

  /** When the latest step of a rotation was done, RFC 3339. */
  private static final String SINCE = "kafkaaudit.io/rotation-step-at";

  private final KubernetesClient client;
  private final String namespace;
  private final InjectionSettings settings;
  private final Predicate<String> trustedEverywhere;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable String trust;
  private volatile @Nullable String problem;

  /**
   * @param namespace the operator's own
   * @param trustedEverywhere whether every webhook configuration has that caBundle
   */
  public WebhookCertificates(
      KubernetesClient client,
      String namespace,
      InjectionSettings settings,
      Predicate<String> trustedEverywhere,
      Clock clock) {
    this.client = client;
    this.namespace = namespace;
    this.settings = settings;
    this.trustedEverywhere = trustedEverywhere;
    this.clock = clock;
  }

  /** The authorities that webhook configurations trust, as PEM; empty: none yet. */
  public Optional<String> trust() {
    return Optional.ofNullable(trust);
  }

  /** Why there are no authorities to trust, for a person who mends it; empty: nothing is wrong. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Does the next step, if one is due. Never throws: it is called again. */
  public void advance() {
    try {
      Secret secret = client.secrets().inNamespace(namespace).withName(settings.secret()).get();
      if (settings.ownCertificates()) {
        secret = step(secret);
      }
      String found = OwnedObjects.entry(secret, TRUST);
      if (found != null && !found.isBlank()) {
        trust = found;
      }
      boolean issued = OwnedObjects.entry(secret, CERTIFICATE) != null;
      tell(trust == null && issued && !settings.ownCertificates());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) { // another replica was faster
        LOG.warn("Secret {} of the webhook: {}", settings.secret(), e.getMessage());
      }
    } catch (RuntimeException e) {
      LOG.error("Secret {} of the webhook", settings.secret(), e);
    }
  }

  /** cert-manager writes what its issuer names, and some issuers name no authority. */
  private void tell(boolean withoutAuthority) {
    if (!withoutAuthority) {
      problem = null;
      return;
    }
    String text =
        "Secret %s in namespace %s has no ca.crt, which the API server must trust: issuers of kind ACME and some external ones name no authority. Name another issuer in webhook.certManager.issuerRef, such as one of kind CA, or none for the chart's own"
            .formatted(settings.secret(), namespace);
    if (!text.equals(problem)) {
      LOG.warn("{}", text);
    }
    problem = text;
  }

  private @Nullable Secret step(@Nullable Secret secret) {
    Instant now = clock.instant();
    String trusted = OwnedObjects.entry(secret, TRUST);
    CertificatePlan plan =
        CertificatePlan.of(
            state(secret), () -> trusted != null && trustedEverywhere.test(trusted), now);
    if (plan == CertificatePlan.Nothing) {
      return secret;
    }
    Map<String, String> entries = entries(secret);
    switch (plan) {
      case Create -> {
        CertificateIssue issue = issue(now);
        entries.put(CERTIFICATE, issue.certificate());
        entries.put(KEY, issue.key());
        entries.put(TRUST, issue.authority());
        entries.keySet().removeAll(List.of(NEXT_CERTIFICATE, NEXT_KEY));
      }
      case Stage -> {
        CertificateIssue issue = issue(now);
        entries.put(NEXT_CERTIFICATE, issue.certificate());
        entries.put(NEXT_KEY, issue.key());
        entries.put(TRUST, entries.get(TRUST) + issue.authority());
      }
      case Promote -> {
        entries.put(CERTIFICATE, entries.remove(NEXT_CERTIFICATE));
        entries.put(KEY, entries.remove(NEXT_KEY));
      }
      default -> entries.put(TRUST, latest(String.valueOf(entries.get(TRUST))));
    }
    LOG.info("Certificate of the webhook: {}", plan);
    return write(secret, entries, now);
  }

  private CertificateIssue issue(Instant now) {
    String host = settings.service() + "." + namespace + ".svc";
    return CertificateIssue.make(
        List.of(host, host + ".cluster.local"), now, CertificatePlan.LIFETIME, random);
  }

  private Secret write(@Nullable Secret before, Map<String, String> entries, Instant now) {
    SecretBuilder secret =
        before == null
            ? new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(settings.secret())
                .addToLabels("app.kubernetes.io/managed-by", "kafka-audit-operator")
                .endMetadata()
                .withType("Opaque")
            : new SecretBuilder(before);
    Secret wanted =
        secret
            .editMetadata()
            .addToAnnotations(SINCE, now.toString())
            .endMetadata()
            .withData(OwnedObjects.encode(entries))
            .build();
    return before == null
        ? client.resource(wanted).create()
        : client.resource(wanted).update(); // with the resourceVersion that was read
  }

  private static Map<String, String> entries(@Nullable Secret secret) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String name : List.of(CERTIFICATE, KEY, TRUST, NEXT_CERTIFICATE, NEXT_KEY)) {
      String value = OwnedObjects.entry(secret, name);
      if (value != null) {
        entries.put(name, value);
      }
    }
    return entries;
  }

  private static CertificatePlan.State state(@Nullable Secret secret) {
    List<X509Certificate> serving = certificates(OwnedObjects.entry(secret, CERTIFICATE));
    List<X509Certificate> authorities = certificates(OwnedObjects.entry(secret, TRUST));
    List<X509Certificate> next = certificates(OwnedObjects.entry(secret, NEXT_CERTIFICATE));
    boolean usable =
        !serving.isEmpty() && !authorities.isEmpty() && OwnedObjects.entry(secret, KEY) != null;
    return new CertificatePlan.State(
        usable ? serving.get(0).getNotAfter().toInstant() : null,
        !next.isEmpty() && OwnedObjects.entry(secret, NEXT_KEY) != null,
        authorities.size(),
        since(secret));
  }

  private static Instant since(@Nullable Secret secret) {
    Map<String, String> annotations = secret == null ? null : secret.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(SINCE);
    try {
      return text == null ? Instant.EPOCH : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH; // somebody wrote into it: no reason to wait
    }
  }

  private static List<X509Certificate> certificates(@Nullable String pem) {
    if (pem == null || pem.isBlank()) {
      return List.of();
    }
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      return List.of();
    }
  }

  private static String latest(String authorities) {
    return authorities.substring(authorities.lastIndexOf("-----BEGIN"));
  }
}
