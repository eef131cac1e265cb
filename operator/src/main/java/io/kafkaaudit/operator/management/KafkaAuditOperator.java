package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.kafkaaudit.operator.auditlog.AuditLogReconciler;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.credential.AuditCredentialReconciler;
import io.kafkaaudit.operator.credential.KeyRemovals;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.owned.AuditLogLocks;
import io.kafkaaudit.operator.owned.Keyring;
import java.time.Clock;

/**
 * The whole operator in this process: main class, demo and tests start this same thing. {@link
 * #start} and {@link #stop} are called once each, by one thread.
 */
public final class KafkaAuditOperator {
  private final Operator operator;
  private final DestinationConnections connections;

  /**
   * Puts it together; nothing is contacted before {@link #start}.
   *
   * @param client stays the caller's
   * @param connections closed by {@link #stop}
   */
  public KafkaAuditOperator(
      KubernetesClient client,
      OperatorSettings settings,
      DestinationConnections connections,
      Clock clock) {
    this.connections = connections;
    this.operator =
        new Operator(
            overrider -> {
              overrider.withKubernetesClient(client).withCloseClientOnStop(false);
              if (settings.leaderElection()) {
                overrider.withLeaderElectionConfiguration(
                    LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(
                            "kafka-audit-operator")
                        .withLeaseNamespace(settings.namespace())
                        .withExitOnStopLeading(settings.exitOnStopLeading())
                        .build());
              }
            });
    AuditLogLocks locks = new AuditLogLocks();
    KeyRemovals removals = new KeyRemovals();
    Keyring keyring = new Keyring(client, settings.namespace());
    EventRecorder events = new EventRecorder(client, clock);
    // Kafka may be away for days: never give up, look again at least every half minute.
    GenericRetry retry =
        new GenericRetry()
            .setInitialInterval(200)
            .setIntervalMultiplier(2)
            .setMaxInterval(settings.pollInterval().toMillis())
            .setMaxAttempts(Integer.MAX_VALUE);
    operator.register(
        new AuditLogReconciler(
            client, connections, keyring, locks, removals, events, clock, settings.pollInterval()),
        overrider -> {
          overrider.withRetry(retry);
          if (!settings.watchNamespaces().isEmpty()) {
            overrider.settingNamespaces(settings.watchNamespaces());
          }
        });
    operator.register(
        new AuditCredentialReconciler(
            client, connections, keyring, locks, removals, events, clock, settings.pollInterval()),
        overrider -> {
          overrider.withRetry(retry);
          if (!settings.watchNamespaces().isEmpty()) {
            overrider.settingNamespaces(settings.watchNamespaces());
          }
        });
  }

  public void start() {
    operator.start();
  }

  /** Whether every event source of every controller is healthy. */
  public boolean healthy() {
    var runtime = operator.getRuntimeInfo();
    return runtime.isStarted() && runtime.allEventSourcesAreHealthy();
  }

  /** Lets running reconciliations end, then closes the connections to Kafka. */
  public void stop() {
    operator.stop();
    connections.close();
  }
}
