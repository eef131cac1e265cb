package io.kafkaaudit.operator;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.RequestFault;
import io.kafkaaudit.operator.kafka.AdminDestination;
import io.kafkaaudit.operator.kafka.CallTimes;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.FaultyDestination;
import io.kafkaaudit.operator.management.InjectionSettings;
import io.kafkaaudit.operator.management.KafkaAuditOperator;
import io.kafkaaudit.operator.management.OperatorSettings;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A mock API server with an operator on it that can be made to fail and started again, on a real
 * Kafka that others may use too. Not thread-safe.
 */
final class OperatorBench implements AutoCloseable {
  static final String NAMESPACE = "security";
  static final String OPERATOR_NAMESPACE = "kafka-audit";
  static final Duration LONG = Duration.ofSeconds(60);
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
  private final MockKubernetes kubernetes = MockKubernetes.start();
  private final KubernetesClient client = kubernetes.client();
  private final MutableClock clock = new MutableClock();
  private final MeterRegistry registry = new SimpleMeterRegistry();
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
    this.kafka = kafka;
    this.keys = new KafkaKeys(root);
    this.poll = poll;
  }

  KubernetesClient client() {
    return client;
  }

  MutableClock clock() {
    return clock;
  }

  KafkaAuditOperator operator() {
    return operator;
  }

  MeterRegistry registry() {
    return registry;
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
    injection = new InjectionSettings(jar, "audit-webhook", "certificate", true);
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
            new OperatorSettings(OPERATOR_NAMESPACE, Set.of(), poll, CALL, 0, elected, false),
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
    StringWriter text = new StringWriter();
    try {
      Properties admin = kafka.operatorAdmin("admin" + topic, "secret" + topic, topic, true);
      admin.store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("no admin for " + topic, e);
    }
    client
        .secrets()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(topic + "-admin")
                .addToLabels("kafkaaudit.io/role", "destination-admin")
                .endMetadata()
                .withData(OwnedObjects.encode(Map.of("client.properties", text.toString())))
                .build())
        .create();
  }

  /** An AuditLog, its topic and its admin's Secret have related names. */
  void applyLog(String name, int limit) {
    applyLog(name, name, limit);
  }

  /** An AuditLog with the admin's Secret of that topic. */
  void applyLog(String name, String topic, int limit) {
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: kafkaaudit.io/v1alpha1
                kind: AuditLog
                metadata: {name: %s, namespace: security}
                spec:
                  cluster: {podSelector: {matchLabels: {app: kafka}}}
                  destination: {admin: {secretRef: {name: %s-admin}}}
                  topic: {name: %s, partitions: 1, replicas: 1, retention: 7d}
                  access: {keyLimit: %d}
                  deletionPolicy: {topic: Retain, timeout: 10m}
                """
                    .formatted(name, topic, topic, limit),
                AuditLog.class))
        .create();
  }

  void applyCredential(String name, String log, String strategy) {
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: kafkaaudit.io/v1alpha1
                kind: AuditCredential
                metadata: {name: %s, namespace: security}
                spec:
                  auditLogRef: {name: %s}
                  secretName: %s-secret
                  rotation: {interval: 30d, overlap: 1h, strategy: %s}
                """
                    .formatted(name, log, name, strategy),
                AuditCredential.class))
        .create();
  }

  /** Asks for a new key now. */
  void rotate(String credential, String ask) {
    merge(
        AuditCredential.class,
        credential,
        "{\"metadata\": {\"annotations\": {\"kafkaaudit.io/rotate\": \"%s\"}}}".formatted(ask));
  }

  /** Says that a topic that is there is to be this AuditLog's. */
  void adoptTopic(String log) {
    merge(
        AuditLog.class,
        log,
        "{\"metadata\": {\"annotations\": {\"kafkaaudit.io/adopt-topic\": \"%s\"}}}"
            .formatted(log));
  }

  /** Has the operator look at the AuditLog now. */
  void wake(String log) {
    merge(
        AuditLog.class,
        log,
        "{\"metadata\": {\"labels\": {\"wake\": \"%d\"}}}".formatted(System.nanoTime()));
  }

  void setLimit(String log, int limit) {
    merge(AuditLog.class, log, "{\"spec\": {\"access\": {\"keyLimit\": %d}}}".formatted(limit));
  }

  /** Whatever the operator writes meanwhile. */
  private void merge(Class<? extends HasMetadata> kind, String name, String patch) {
    client
        .resources(kind)
        .inNamespace(NAMESPACE)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  void deleteCredential(String name) {
    client.resources(AuditCredential.class).inNamespace(NAMESPACE).withName(name).delete();
  }

  void deleteLog(String name) {
    client.resources(AuditLog.class).inNamespace(NAMESPACE).withName(name).delete();
  }

  /** Deletes an AuditLog whose topic is not to stay. */
  void deleteLogAndItsTopic(String name) {
    merge(AuditLog.class, name, "{\"spec\": {\"deletionPolicy\": {\"topic\": \"Delete\"}}}");
    deleteLog(name);
  }

  AuditLog log(String name) {
    return client.resources(AuditLog.class).inNamespace(NAMESPACE).withName(name).get();
  }

  AuditCredential credential(String name) {
    return client.resources(AuditCredential.class).inNamespace(NAMESPACE).withName(name).get();
  }

  Secret secret(String credential) {
    return client.secrets().inNamespace(NAMESPACE).withName(credential + "-secret").get();
  }

  /** Id of the writer key, once it is another than before. */
  String awaitWriter(String log, String before) {
    return await()
        .atMost(LONG)
        .until(
            () -> username(log + "-kafka-audit-writer"), id -> !id.isEmpty() && !id.equals(before));
  }

  /** Key that the credential's Secret holds; empty: none. */
  String key(String credential) {
    return username(credential + "-secret");
  }

  private String username(String secret) {
    Secret found = client.secrets().inNamespace(NAMESPACE).withName(secret).get();
    String name = OwnedObjects.entry(found, "username");
    return name == null ? "" : name;
  }

  Set<String> published(Collection<String> credentials) {
    return credentials.stream()
        .map(this::key)
        .filter(id -> !id.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  boolean ready(String credential) {
    return reason(credential, "Ready").equals("AllReady");
  }

  void awaitReady(String credential) {
    await()
        .atMost(LONG)
        .until(
            () -> ready(credential) ? "" : Serialization.asYaml(credential(credential).getStatus()),
            String::isEmpty);
  }

  /** Reason of a credential's condition; empty: it has none. */
  String reason(String credential, String type) {
    AuditCredential found = credential(credential);
    return found == null || found.getStatus() == null
        ? ""
        : reason(found.getStatus().getConditions(), type);
  }

  /** Reason of an AuditLog's condition; empty: it has none. */
  String logReason(String log, String type) {
    AuditLog found = log(log);
    return found == null || found.getStatus() == null
        ? ""
        : reason(found.getStatus().getConditions(), type);
  }

  private static String reason(List<Condition> conditions, String type) {
    return conditions == null
        ? ""
        : conditions.stream()
            .filter(c -> c.getType().equals(type))
            .map(Condition::getReason)
            .findFirst()
            .orElse("");
  }

  /** Message of a condition; empty: there is none. */
  static String message(List<Condition> conditions, String type) {
    return conditions.stream()
        .filter(c -> c.getType().equals(type))
        .map(Condition::getMessage)
        .findFirst()
        .orElse("");
  }

  /** Events about an object, in a namespace. */
  List<Event> events(String namespace, String name, String reason) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getName().equals(name))
        .filter(event -> event.getReason().equals(reason))
        .toList();
  }

  /** Status of an AuditLog and of all credentials as YAML, for a failed test. */
  String describe(String log) {
    AuditLog found = log(log);
    StringBuilder text = new StringBuilder(log).append('\n');
    text.append(found == null ? "gone\n" : Serialization.asYaml(found.getStatus()));
    client.resources(AuditCredential.class).inNamespace(NAMESPACE).list().getItems().stream()
        .map(Serialization::asYaml)
        .forEach(text::append);
    return text.toString();
  }

  /** Ids of the grants in the AuditLog's status. */
  Set<String> granted(String log) {
    AuditLog found = log(log);
    List<KeyStatus> keys = found.getStatus() == null ? null : found.getStatus().getKeys();
    return keys == null
        ? Set.of()
        : keys.stream().map(KeyStatus::getId).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a newer key has replaced this one, which ends by time. */
  boolean isRetiring(String log, String key) {
    return log(log).getStatus().getKeys().stream()
        .anyMatch(k -> k.getId().equals(key) && k.getState() == KeyState.Retiring);
  }

  /** Names of the operator's Secrets that begin so. */
  Set<String> keyring(String prefix) {
    return client.secrets().inNamespace(OPERATOR_NAMESPACE).list().getItems().stream()
        .map(secret -> secret.getMetadata().getName())
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toCollection(TreeSet::new));
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
