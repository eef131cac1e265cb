package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.webhook.AdmissionServer;
import io.kafkaaudit.operator.webhook.AuditResources;
import io.kafkaaudit.operator.webhook.ChangedByAdmission;
import io.kafkaaudit.operator.webhook.PodAdmission;
import io.kafkaaudit.operator.webhook.ResourceAdmission;
import io.kafkaaudit.operator.webhook.ServingCertificate;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhook process: knows AuditLogs and AuditCredentials, answers the API server, and needs no
 * other right than to read these. Its certificate comes from a mounted Secret.
 */
public final class WebhookProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookProcess.class);
  static final Duration RELOAD = Duration.ofSeconds(2);

  /** The API server waits for two seconds itself. */
  private static final RequestConfig ONCE =
      new RequestConfigBuilder().withRequestTimeout(1000).withRequestRetryBackoffLimit(0).build();

  private final Informed<AuditLog> logs;
  private final Informed<AuditCredential> credentials;
  private final ServingCertificate certificate;
  private final AdmissionServer server;
  private final ScheduledExecutorService reloads = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> reloading;
  private String lastProblem = "";
  private volatile boolean warm;

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
    logs = new Informed<>(client.resources(AuditLog.class), namespaces);
    credentials = new Informed<>(client.resources(AuditCredential.class), namespaces);
    AuditResources resources =
        new AuditResources() {
          @Override
          public Collection<AuditLog> logs() {
            return logs.all();
          }

          @Override
          public Collection<AuditLog> inNamespace(String namespace) {
            return logs.inNamespace(namespace);
          }

          @Override
          public Collection<AuditCredential> credentials() {
            return credentials.all();
          }

          @Override
          public Optional<AuditLog> stored(String namespace, String name) {
            return askFor(client, namespace, name);
          }
        };
    certificate = new ServingCertificate(settings.directory());
    server =
        new AdmissionServer(
            settings.port(),
            certificate,
            new WarmUp(),
            new PodAdmission(resources, metrics),
            new ChangedByAdmission(metrics),
            new ResourceAdmission(resources, metrics));
    reload();
    reloading =
        reloads.scheduleWithFixedDelay(
            this::reload, RELOAD.toMillis(), RELOAD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Optional<AuditLog> askFor(KubernetesClient client, String namespace, String name) {
    try {
      return Optional.ofNullable(
          client
              .newClient(ONCE)
              .adapt(KubernetesClient.class)
              .resources(AuditLog.class)
              .inNamespace(namespace)
              .withName(name)
              .get());
    } catch (KubernetesClientException e) {
      return Optional.empty(); // no right there, or no answer in time: as if there were none
    }
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
    if (!warm && certificate.loaded()) {
      warmUp();
    }
  }

  private void warmUp() {
    try {
      WarmUp.ask(server.port(), certificate);
      warm = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      LOG.warn(
          "The webhook does not answer itself, asked again every {}: {}", RELOAD, e.toString());
    }
  }

  public int port() {
    return server.port();
  }

  /**
   * Whether it can answer in time: resources are known, there is a certificate, and it has answered
   * itself. A watch that is gone for a while changes nothing: it is begun again, and what is known
   * is answered from.
   */
  public boolean ready() {
    return certificate.loaded() && warm && logs.ready() && credentials.ready();
  }

  @Override
  public void close() {
    reloading.cancel(true);
    reloads.shutdownNow();
    server.close();
    logs.close();
    credentials.close();
  }

  /** All objects of a kind in some namespaces, or in all. */
  private static final class Informed<T extends HasMetadata> implements AutoCloseable {
    private final List<SharedIndexInformer<T>> informers = new ArrayList<>();

    Informed(
        MixedOperation<T, KubernetesResourceList<T>, Resource<T>> kind, Set<String> namespaces) {
      if (namespaces.isEmpty()) {
        informers.add(kind.inAnyNamespace().runnableInformer(0));
      }
      for (String namespace : namespaces) {
        informers.add(kind.inNamespace(namespace).runnableInformer(0));
      }
      for (SharedIndexInformer<T> informer : informers) {
        informer.exceptionHandler((started, failure) -> true).start(); // begins again, always
      }
    }

    Collection<T> all() {
      return informers.size() == 1
          ? informers.get(0).getIndexer().list()
          : informers.stream().flatMap(i -> i.getIndexer().list().stream()).toList();
    }

    Collection<T> inNamespace(String namespace) {
      return informers.stream()
          .flatMap(i -> i.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace).stream())
          .toList();
    }

    boolean ready() {
      return informers.stream().allMatch(SharedIndexInformer::hasSynced);
    }

    @Override
    public void close() {
      informers.forEach(SharedIndexInformer::close);
    }
  }
}
