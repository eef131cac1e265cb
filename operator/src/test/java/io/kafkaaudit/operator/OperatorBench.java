package io.kafkaaudit.operator;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.RequestFault;
import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.kafka.AdminDestination;
import io.kafkaaudit.operator.kafka.CallTimes;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.FaultyDestination;
import io.kafkaaudit.operator.management.InjectionSettings;
import io.kafkaaudit.operator.management.KafkaAuditOperator;
import io.kafkaaudit.operator.management.OperatorSettings;
import io.kafkaaudit.operator.metrics.OperatorMeter;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A mock API server with an operator on it that can be made to fail and started again, on a real
 * Kafka that others may use too. Not thread-safe.
 */
final class OperatorBench extends AuditResources implements AutoCloseable {
  static final String OPERATOR_NAMESPACE = "kafka-audit";
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final String USER_AGENT = "operator";

  /** What differs from run to run in a path. */
  private static final Pattern RANDOM =
      Pattern.compile("ka[a-z2-7]{14}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  static {
    // The framework's own threads may complain when their operator is stopped.
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  private final EmbeddedKafka kafka;
  private final KafkaKeys keys;
  private final Duration poll;
  private final MockKubernetes kubernetes;
  private final SteppedClock clock = new SteppedClock();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final OperatorMetrics metrics = new OperatorMetrics(registry, clock);
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private boolean elected;
  private @Nullable InjectionSettings injection;
  private KafkaAuditOperator operator;
  private KubernetesClient operatorClient;

  /**
   * Starts the API server; no operator yet.
   *
   * @param root stays the caller's
   */
  OperatorBench(EmbeddedKafka kafka, Admin root, Duration poll) {
    this(kafka, root, poll, MockKubernetes.start());
  }

  private OperatorBench(EmbeddedKafka kafka, Admin root, Duration poll, MockKubernetes kubernetes) {
    super(kubernetes.client());
    this.kubernetes = kubernetes;
    this.kafka = kafka;
    this.keys = new KafkaKeys(root);
    this.poll = poll;
  }

  SteppedClock clock() {
    return clock;
  }

  KafkaAuditOperator operator() {
    return operator;
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** How often the operator looked at the access to an audit topic, once in every pass. */
  long looks() {
    return registry
        .find(OperatorMeter.KAFKA_CALLS.meterName())
        .tag("call", "aclPlan")
        .timers()
        .stream()
        .mapToLong(Timer::count)
        .sum();
  }

  /** Requests of the operator to the API server since it was asked last: method, path and query. */
  List<String> requests() {
    List<String> seen = new ArrayList<>();
    for (String request = requests.poll(); request != null; request = requests.poll()) {
      seen.add(request);
    }
    return seen;
  }

  void start() {
    start(Fault.none(), destination -> destination);
  }

  /** Operators that start from now on inject this jar. */
  void inject(Path jar) {
    ChartWebhooks.forResources("audit-resources")
        .forEach(configuration -> kubernetes.client().resource(configuration).serverSideApply());
    injection =
        new InjectionSettings(jar, "audit-webhook", "certificate", true, "audit-resources", "");
  }

  /** Starts an operator that takes the lease first. */
  void startElected() {
    elected = true;
    start();
  }

  /**
   * Starts an operator.
   *
   * @param wrap around each destination, outside the fault
   */
  void start(Fault fault, UnaryOperator<Destination> wrap) {
    kubernetes.failRequests(
        (userAgent, method, path) -> {
          if (!userAgent.equals(USER_AGENT)) {
            return RequestFault.Moment.NEVER;
          }
          requests.add(method + " " + path);
          return moment(fault, method, path);
        });
    operatorClient = kubernetes.newClient(USER_AGENT);
    operator =
        new KafkaAuditOperator(
            operatorClient,
            new OperatorSettings(OPERATOR_NAMESPACE, Set.of(), poll, CALL, 0, elected, true, false),
            injection,
            new DestinationConnections(
                admin ->
                    FaultyDestination.wrap(
                        wrap.apply(
                            CallTimes.of(new AdminDestination(admin, CALL), metrics::called)),
                        fault)),
            registry,
            clock);
    operator.start();
  }

  /** From now on, until it stops, the operator has no right to anything below such a path. */
  void forbid(String path) {
    kubernetes.failRequests(
        (userAgent, method, requested) ->
            userAgent.equals(USER_AGENT) && requested.contains(path)
                ? RequestFault.Moment.FORBIDDEN
                : RequestFault.Moment.NEVER);
  }

  private static RequestFault.Moment moment(Fault fault, String method, String path) {
    // Events and watches change nothing that an operator reads back.
    if (path.contains("/events") || path.contains("watch=true")) {
      return RequestFault.Moment.NEVER;
    }
    String kind = method + " " + RANDOM.matcher(path.replaceAll("\\?.*", "")).replaceAll("*");
    return switch (fault.call(kind)) {
      case PASSES -> RequestFault.Moment.NEVER;
      case FAILS_BEFORE_EFFECT -> RequestFault.Moment.BEFORE_EFFECT;
      case FAILS_AFTER_EFFECT -> RequestFault.Moment.AFTER_EFFECT;
    };
  }

  void stop() {
    if (operator != null) {
      operator.stop();
      operatorClient.close();
      operator = null;
    }
    kubernetes.failRequests(RequestFault.NONE);
  }

  @Override
  public void close() {
    stop();
    kubernetes.close();
  }

  /** A least-privilege admin in Kafka and its Secret. */
  void applyAdmin(String topic) {
    try {
      applyAdmin(topic, kafka.operatorAdmin("admin" + topic, "secret" + topic, topic, true));
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("no admin for " + topic, e);
    }
  }

  void applyAdmin(String topic, Properties admin) {
    applySecret(topic + "-admin", "destination-admin", admin);
  }

  /** Lets the operator restart pods; the audited cluster is the same Kafka. */
  void rollOut(String log) {
    try {
      applySecret(
          log + "-cluster", "cluster-admin", kafka.clusterAdmin("cluster" + log, "secret" + log));
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("no user for " + log, e);
    }
    merge(
        AuditLog.class,
        log,
        """
        {"spec": {"injection": {"rollout": "Automatic"}, "cluster": {"bootstrapServers": "%s",
        "admin": {"secretRef": {"name": "%s-cluster"}}}}}
        """
            .formatted(kafka.bootstrapServers(), log));
  }

  private void applySecret(String name, String role, Properties properties) {
    StringWriter text = new StringWriter();
    try {
      properties.store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    client()
        .secrets()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .addToLabels("kafkaaudit.io/role", role)
                .endMetadata()
                .withData(OwnedObjects.encode(Map.of("client.properties", text.toString())))
                .build())
        .createOr(NonDeletingOperation::update);
  }

  /** An AuditLog with its admin; waits until it is Ready. */
  void applyReady(String log) {
    applyAdmin(log);
    applyLog(log, 2);
    await().atMost(LONG).until(() -> logReason(log, "Ready").equals("AllReady"));
  }

  /** SCRAM users that are keys of the topic, the writer's among them, as Kafka lists them. */
  Set<String> users(String topic) {
    return keys.users(topic);
  }

  /** Keys of the topic that an ACL names, whatever it is on. */
  Set<String> principals(String topic) {
    return keys.principals(topic);
  }
}
