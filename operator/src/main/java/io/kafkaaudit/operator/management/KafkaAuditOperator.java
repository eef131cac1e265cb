package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.kafkaaudit.operator.auditlog.AuditLogReconciler;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.credential.AuditCredentialReconciler;
import io.kafkaaudit.operator.injection.Injection;
import io.kafkaaudit.operator.kafka.AdminClusterReader;
import io.kafkaaudit.operator.kafka.AdminDestination;
import io.kafkaaudit.operator.kafka.ClusterReader;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.keys.KeyRemovals;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.AuditLogLocks;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.platform.PlatformEvents;
import io.kafkaaudit.operator.reconciling.ReconcilerDependencies;
import io.kafkaaudit.operator.rollout.Rollout;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole operator in this process: main class, demo and tests start this same thing. {@link
 * #start} and {@link #stop} are called once each, by one thread.
 */
public final class KafkaAuditOperator {
  /** What is going on may end before the process does; Kubernetes gives it 30 s. */
  private static final Duration STOP = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(KafkaAuditOperator.class);

  private final Operator operator;
  private final DestinationConnections connections;
  private final PlatformEvents platformEvents;
  private final AuditLogReconciler auditLogs;
  private final LoopWatch loop;
  private final WatchHealth watches;
  private final @Nullable WebhookUpkeep upkeep;
  private final @Nullable LeaderLease lease;
  private volatile boolean leading;
  private volatile boolean stopping;

  /**
   * One within another program, as the demo and tests need it: without lease, injection and readers
   * of its metrics, it looks at Kafka every second. It believes the annotation
   * kafkaaudit.io/changed-by.
   *
   * @param callTimeout of one call to Kafka
   */
  public static KafkaAuditOperator inProcess(
      KubernetesClient client, Duration callTimeout, Clock clock) {
    return new KafkaAuditOperator(
        client,
        new OperatorSettings(
            "kafka-audit", Set.of(), Duration.ofSeconds(1), callTimeout, 0, false, true, false),
        null,
        new DestinationConnections(admin -> new AdminDestination(admin, callTimeout)),
        new SimpleMeterRegistry(),
        clock);
  }

  /**
   * Puts it together; nothing is contacted before {@link #start}.
   *
   * @param client stays the caller's
   * @param injection null, or one without a jar: others bring the agent into pods
   * @param connections closed by {@link #stop}
   * @param registry gets the meters; stays the caller's
   */
  public KafkaAuditOperator(
      KubernetesClient client,
      OperatorSettings settings,
      @Nullable InjectionSettings injection,
      DestinationConnections connections,
      MeterRegistry registry,
      Clock clock) {
    this.connections = connections;
    this.leading = !settings.leaderElection();
    this.lease = settings.leaderElection() ? new LeaderLease(client, settings.namespace()) : null;
    this.upkeep =
        injection == null || injection.agentJar() == null
            ? null
            : new WebhookUpkeep(client, settings, injection, clock);
    Duration turn = settings.pollInterval().plus(settings.callTimeout());
    this.loop = new LoopWatch(clock, turn.multipliedBy(10), turn.multipliedBy(40));
    this.watches =
        new WatchHealth(
            this::watchesGone, WatchHealth.asking(client, settings.watchNamespaces()), clock);
    this.operator =
        new Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .withReconciliationTerminationTimeout(STOP)
                  // The probes say that a watch is gone; an exit here would be one for all.
                  .withInformerStoppedHandler(
                      (informer, failure) -> {
                        if (failure != null && !stopping) {
                          LOG.error("Watch of {} ended", informer.getApiTypeClass(), failure);
                        }
                      })
                  .withMetrics(
                      new AggregatedMetrics(
                          List.of(MicrometerMetrics.withoutPerResourceMetrics(registry), loop)));
              if (lease != null) {
                elect(overrider, settings, lease);
              }
            });
    Keyring keyring = new Keyring(client, settings.namespace());
    EventRecorder eventRecorder = new EventRecorder(client, clock);
    OperatorMetrics metrics = new OperatorMetrics(registry, clock);
    metrics.leading(() -> leading);
    this.platformEvents =
        new PlatformEvents(
            keyring, connections, metrics::waiting, clock, settings.changedByWebhook());
    Injection pods = upkeep == null ? null : upkeep.injection();
    ClusterReader clusters = new AdminClusterReader(settings.callTimeout());
    ReconcilerDependencies shared =
        new ReconcilerDependencies(
            client,
            connections,
            keyring,
            new AuditLogLocks(),
            new KeyRemovals(),
            eventRecorder,
            platformEvents,
            metrics,
            clock,
            settings.pollInterval());
    this.auditLogs =
        new AuditLogReconciler(
            shared,
            pods,
            pods == null
                ? null
                : new Rollout(client, pods, clusters, eventRecorder, platformEvents, clock));
    register(settings, auditLogs);
    register(settings, new AuditCredentialReconciler(shared));
  }

  private void elect(
      ConfigurationServiceOverrider overrider, OperatorSettings settings, LeaderLease lease) {
    Runnable lost =
        () -> {
          leading = false;
          if (settings.exitOnStopLeading() && !stopping) {
            // Another replica may lead by now: nothing may be done any more. A thread that is
            // stopping the process must not wait for itself.
            Runtime.getRuntime().halt(1);
          }
        };
    overrider.withLeaderElectionConfiguration(
        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LeaderLease.NAME)
            .withLeaseNamespace(settings.namespace())
            .withIdentity(lease.identity())
            .withExitOnStopLeading(false)
            .withLeaderCallbacks(new LeaderCallbacks(() -> leading = true, lost, leader -> {}))
            .build());
  }

  private <P extends HasMetadata> void register(
      OperatorSettings settings, Reconciler<P> reconciler) {
    operator.register(
        reconciler,
        (ControllerConfigurationOverrider<P> overrider) -> {
          // Kafka may be away for days: never give up, look again at least every half minute.
          overrider.withRetry(
              new GenericRetry()
                  .setInitialInterval(200)
                  .setIntervalMultiplier(2)
                  .setMaxInterval(settings.pollInterval().toMillis())
                  .setMaxAttempts(Integer.MAX_VALUE));
          overrider.withOnUpdateFilter(KafkaAuditOperator::isAskedToLook);
          if (!settings.watchNamespaces().isEmpty()) {
            overrider.settingNamespaces(settings.watchNamespaces());
          }
        });
  }

  /** Not after a write of the status alone, which is nearly always our own. */
  private static boolean isAskedToLook(HasMetadata now, HasMetadata before) {
    ObjectMeta meta = now.getMetadata();
    ObjectMeta old = before.getMetadata();
    return !Objects.equals(meta.getGeneration(), old.getGeneration())
        || !Objects.equals(meta.getAnnotations(), old.getAnnotations())
        || !Objects.equals(meta.getLabels(), old.getLabels())
        || !Objects.equals(meta.getFinalizers(), old.getFinalizers())
        || !Objects.equals(meta.getDeletionTimestamp(), old.getDeletionTimestamp());
  }

  private List<String> watchesGone() {
    var runtime = operator.getRuntimeInfo();
    if (stopping || !runtime.isStarted()) {
      return List.of();
    }
    return runtime.unhealthyEventSources().entrySet().stream()
        .flatMap(
            controller ->
                controller.getValue().keySet().stream()
                    .map(source -> controller.getKey() + " " + source))
        .sorted()
        .toList();
  }

  /** Begins; with leader election, work begins when the lease is got. */
  public void start() {
    if (upkeep != null) {
      upkeep.start();
    }
    operator.start();
    watches.start();
  }

  /**
   * Why the process does not work now; empty: it does. A replica that waits for the lease works.
   */
  public Optional<String> unready() {
    var runtime = operator.getRuntimeInfo();
    if (stopping || !runtime.isStarted()) {
      return Optional.of(stopping ? "stopping" : "starting");
    }
    Optional<String> webhook = upkeep == null ? Optional.empty() : upkeep.unready();
    if (webhook.isPresent()) {
      return webhook;
    }
    List<String> gone = watchesGone();
    return gone.isEmpty()
        ? Optional.empty()
        : Optional.of("these watches are gone: " + String.join(", ", gone));
  }

  /** Why the process should be started again; empty: it should not. */
  public Optional<String> dead() {
    return loop.stuck().or(watches::dead);
  }

  /** Lets running reconciliations end, closes the connections to Kafka, and lets another lead. */
  public void stop() {
    stopping = true;
    watches.close();
    operator.stop();
    auditLogs.close();
    leading = false;
    if (upkeep != null) {
      upkeep.close();
    }
    platformEvents.close();
    connections.close();
    if (lease != null) {
      lease.giveBack();
    }
  }
}
