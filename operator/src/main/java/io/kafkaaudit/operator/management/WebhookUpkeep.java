package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.injection.AgentJar;
import io.kafkaaudit.operator.injection.AgentJars;
import io.kafkaaudit.operator.injection.ConfigurationPerAuditLog;
import io.kafkaaudit.operator.injection.ConfigurationPerNamespace;
import io.kafkaaudit.operator.injection.Injection;
import io.kafkaaudit.operator.injection.ResourceWebhooks;
import io.kafkaaudit.operator.injection.WebhookConfigurations;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller's side of the webhook: certificate, configurations, jar. */
final class WebhookUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookUpkeep.class);
  private static final Duration TURN = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final AgentJars jars;
  private final WebhookConfigurations configurations;
  private final ResourceWebhooks resources;
  private final WebhookCertificates certificates;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private @Nullable ScheduledFuture<?> turns;

  /**
   * @throws IllegalArgumentException when the jar cannot be read
   */
  WebhookUpkeep(
      KubernetesClient client,
      OperatorSettings settings,
      InjectionSettings injection,
      Clock clock) {
    this.client = client;
    try {
      jars =
          new AgentJars(client, AgentJar.read(Objects.requireNonNull(injection.agentJar())), clock);
    } catch (IOException e) {
      throw new IllegalArgumentException("AGENT_JAR: " + e, e);
    }
    configurations =
        injection.namespaceConfigurations().isEmpty()
            ? new ConfigurationPerAuditLog(client, settings.namespace(), injection.service())
            : new ConfigurationPerNamespace(
                client,
                settings.namespace(),
                injection.service(),
                injection.namespaceConfigurations(),
                settings.watchNamespaces());
    resources = new ResourceWebhooks(client, injection.resourceConfigurations());
    certificates =
        new WebhookCertificates(
            client,
            settings.namespace(),
            injection,
            trust -> configurations.allTrust(trust) && resources.allTrust(trust),
            clock);
  }

  Injection injection() {
    return new Injection(client, jars, configurations, this::trust);
  }

  private Optional<String> trust() {
    certificates
        .problem()
        .ifPresent(
            problem -> {
              throw new StepFailure(Reason.CertificateNotFound, problem);
            });
    return certificates.trust();
  }

  /** Makes the certificate, so that webhook pods can start, and keeps it fresh. */
  void start() {
    turn();
    try {
      configurations.sweep();
    } catch (KubernetesClientException e) {
      LOG.warn("Configurations of AuditLogs that are gone not looked for: {}", e.getMessage());
    }
    turns =
        thread.scheduleWithFixedDelay(
            this::turn, TURN.toMillis(), TURN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void turn() {
    certificates.advance();
    certificates.trust().ifPresent(resources::trust);
  }

  /** What is still missing before the webhook can be asked about our resources; empty: nothing. */
  Optional<String> unready() {
    return resources.ready()
        ? Optional.empty()
        : certificates
            .problem()
            .or(
                () ->
                    Optional.of(
                        "the webhook configurations do not have the webhook's certificate yet"));
  }

  @Override
  public void close() {
    if (turns != null) {
      turns.cancel(true);
    }
    thread.shutdownNow();
  }
}
