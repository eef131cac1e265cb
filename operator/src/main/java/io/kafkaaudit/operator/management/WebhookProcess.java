package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.webhook.AdmissionServer;
import io.kafkaaudit.operator.webhook.PodAdmission;
import io.kafkaaudit.operator.webhook.ServingCertificate;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhook process: knows AuditLogs, answers the API server, and needs no other right than to
 * read AuditLogs. Its certificate comes from a mounted Secret.
 */
public final class WebhookProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookProcess.class);
  static final Duration RELOAD = Duration.ofSeconds(2);

  private final List<SharedIndexInformer<AuditLog>> informers = new ArrayList<>();
  private final ServingCertificate certificate;
  private final AdmissionServer server;
  private final ScheduledExecutorService reloads = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> reloading;
  private String lastProblem = "";

  /**
   * Starts it.
   *
   * @param client stays the caller's
   * @param namespaces empty: all
   */
  public WebhookProcess(
      KubernetesClient client,
      WebhookSettings settings,
      Set<String> namespaces,
      MeterRegistry metrics)
      throws IOException, GeneralSecurityException {
    if (namespaces.isEmpty()) {
      informers.add(client.resources(AuditLog.class).inAnyNamespace().inform());
    }
    for (String namespace : namespaces) {
      informers.add(client.resources(AuditLog.class).inNamespace(namespace).inform());
    }
    certificate = new ServingCertificate(settings.directory());
    server =
        new AdmissionServer(
            settings.port(), certificate, new PodAdmission(this::inNamespace, metrics));
    reload();
    reloading =
        reloads.scheduleWithFixedDelay(
            this::reload, RELOAD.toMillis(), RELOAD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Collection<AuditLog> inNamespace(String namespace) {
    return informers.stream()
        .flatMap(i -> i.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace).stream())
        .toList();
  }

  private void reload() {
    String problem = "";
    try {
      if (certificate.reload()) {
        LOG.info("Serves a new certificate");
      }
    } catch (IOException | RuntimeException e) {
      problem = String.valueOf(e.getMessage());
      if (!problem.equals(lastProblem)) {
        LOG.warn("Certificate not read, tried again every {}: {}", RELOAD, problem);
      }
    }
    lastProblem = problem;
  }

  public int port() {
    return server.port();
  }

  /** Whether it can answer: AuditLogs are known, and there is a certificate. */
  public boolean ready() {
    return certificate.loaded() && informers.stream().allMatch(i -> i.hasSynced() && i.isRunning());
  }

  @Override
  public void close() {
    reloading.cancel(true);
    reloads.shutdownNow();
    server.close();
    informers.forEach(SharedIndexInformer::close);
  }
}
