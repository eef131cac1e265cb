package io.kafkaaudit.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.programs.Acts;
import io.kafkaaudit.programs.ExpectedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The AuditLog orders, its credential siem, a client of the audited cluster and a reader. */
final class Orders {
  static final String NAMESPACE = KafkaClusters.AUDITED;
  static final String TOPIC = "audit-log-events";

  /** What must be read of {@link #act}. */
  static final List<ExpectedEvent> EXPECTED = Acts.expected("User:admin");

  /** On a busy machine, with kubelet's 60 to 90 s for mounted files. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private final Pods pods;
  private final KafkaClusters kafka;
  private boolean granted;

  Orders(KubernetesClient client, Pods pods, KafkaClusters kafka) {
    this.client = client;
    this.pods = pods;
    this.kafka = kafka;
  }

  /**
   * Applies everything, restarts the nodes that have no agent, and waits until all is Ready. The
   * reader is a new one, so that what it prints is of this scenario, save what nobody read before.
   */
  void ensure() throws Exception {
    applyAll();
    awaitReady(this::restartAll);
    startPrograms();
  }

  /** Applies everything, suspended, and restarts the nodes that have the agent. */
  void ensureWithoutAgents() throws Exception {
    applyAll();
    edit(log -> log.getSpec().setSuspend(true));
    await("pods get no agent")
        .atMost(PATIENCE)
        .until(() -> seen() && reason("AgentInjected").equals("Suspended"));
    if (KafkaClusters.NODES.stream().anyMatch(this::hasAgent)) {
      restartAll();
    }
    await("nobody reports")
        .atMost(PATIENCE)
        .until(() -> log().getStatus().getAgents().getReporting() == 0);
    startPrograms();
  }

  private void applyAll() throws Exception {
    if (!granted) {
      kafka.grantAdmin(TOPIC);
      granted = true;
    }
    kafka.adminSecrets(NAMESPACE).forEach(secret -> client.resource(secret).serverSideApply());
    apply("/orders/auditlog.yaml");
    apply("/orders/client.yaml");
    await("siem is Ready").atMost(PATIENCE).until(() -> isTrue(credential("siem"), "Ready"));
  }

  private void startPrograms() {
    newReader();
    await("the client runs").atMost(PATIENCE).until(() -> isReady("client"));
  }

  /** Waits until everything of the AuditLog is as specified, without kubelet's minute. */
  void awaitReady() {
    awaitReady(() -> {});
  }

  private void awaitReady(Runnable whenRestartsAreNeeded) {
    AtomicBoolean restarted = new AtomicBoolean();
    await("orders is Ready")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              if (!seen()) {
                return false;
              }
              boolean ready = isTrue(log(), "Ready");
              if (reason("AgentInjected").equals("RestartNeeded") && !restarted.getAndSet(true)) {
                whenRestartsAreNeeded.run();
              } else if (!ready) {
                KafkaClusters.NODES.forEach(node -> pods.refreshMounts(NAMESPACE, node));
              }
              return ready;
            });
  }

  /** Whether the status is of the present spec. */
  private boolean seen() {
    AuditLog log = log();
    return log.getStatus() != null
        && log.getMetadata().getGeneration().equals(log.getStatus().getObservedGeneration());
  }

  /** A reader that goes on where the one before stopped, with an empty log. */
  void newReader() {
    pods.replace(NAMESPACE, "reader", "/orders/reader.yaml");
  }

  /** Restarts all nodes, brokers and then controllers: quicker, and not for clients. */
  void restartAll() {
    for (List<String> role : List.of(KafkaClusters.BROKERS, KafkaClusters.CONTROLLERS)) {
      Map<String, String> before = new LinkedHashMap<>();
      role.forEach(node -> before.put(node, pods.uid(NAMESPACE, node)));
      role.forEach(node -> pods.delete(NAMESPACE, node));
      await(role + " are new")
          .atMost(PATIENCE)
          .until(
              () ->
                  role.stream()
                      .map(node -> Map.entry(node, pods.uid(NAMESPACE, node)))
                      .noneMatch(
                          now ->
                              now.getValue().isEmpty()
                                  || now.getValue().equals(before.get(now.getKey()))));
    }
    await("all nodes are back")
        .atMost(PATIENCE)
        .until(() -> KafkaClusters.NODES.stream().allMatch(this::isReady));
  }

  /** Deletes a node's pod and waits until its successor is ready. */
  void restart(String node) {
    String before = pods.uid(NAMESPACE, node);
    pods.delete(NAMESPACE, node);
    awaitSuccessor(node, before);
  }

  /** Waits until a node's pod is another one, and ready. */
  void awaitSuccessor(String node, String uid) {
    await(node + " is back")
        .atMost(PATIENCE)
        .until(() -> !pods.uid(NAMESPACE, node).equals(uid) && isReady(node));
  }

  AuditLog log() {
    return client.resources(AuditLog.class).inNamespace(NAMESPACE).withName("orders").get();
  }

  /** Changes the AuditLog as kubectl edit does. */
  void edit(Consumer<AuditLog> change) {
    client
        .resources(AuditLog.class)
        .inNamespace(NAMESPACE)
        .withName("orders")
        .edit(
            log -> {
              change.accept(log);
              return log;
            });
  }

  AuditCredential credential(String name) {
    return client.resources(AuditCredential.class).inNamespace(NAMESPACE).withName(name).get();
  }

  Readings read() throws Exception {
    return Readings.of(pods.log(NAMESPACE, "reader"));
  }

  /** What the operator told of acts of its own, and of people on its resources. */
  List<JsonNode> platformEvents(String method, String subject) throws Exception {
    return read().events().stream()
        .filter(event -> event.at("/data/methodName").asText().equals("kafkaaudit." + method))
        .filter(event -> event.path("subject").asText().endsWith(subject))
        .toList();
  }

  /** How often each of the expected events was read, in their order. */
  List<Long> counts() throws Exception {
    var events = read().events();
    List<Long> counts = new ArrayList<>();
    for (ExpectedEvent expected : EXPECTED) {
      counts.add(events.stream().filter(expected::matches).count());
    }
    return counts;
  }

  /** Does the programs' acts once, in the client's pod. */
  void act() throws Exception {
    pods.exec(
        NAMESPACE,
        "client",
        KafkaClusters.JAVA
            + "io.kafkaaudit.programs.ActsProgram /etc/kafka-client/client.properties");
  }

  void askForRotation() {
    client
        .resource(credential("siem"))
        .edit(
            siem -> {
              siem.getMetadata()
                  .setAnnotations(Map.of("kafkaaudit.io/rotate", UUID.randomUUID().toString()));
              return siem;
            });
  }

  /** Asks for a new key and waits until the reader's pod has it, without kubelet's minute. */
  void rotate() {
    String before = credential("siem").getStatus().getKeyId();
    askForRotation();
    awaitNewKey(before);
  }

  /** Waits until siem has another key, and the reader's pod too. */
  void awaitNewKey(String before) {
    await("a new key")
        .atMost(PATIENCE)
        .until(
            () ->
                !before.equals(credential("siem").getStatus().getKeyId())
                    && isTrue(credential("siem"), "Ready"));
    pods.refreshMounts(NAMESPACE, "reader");
  }

  private void apply(String manifest) {
    client
        .load(Orders.class.getResourceAsStream(manifest))
        .items()
        .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
  }

  /** Whether a node's pod carries the agent. */
  boolean hasAgent(String node) {
    return client.pods().inNamespace(NAMESPACE).withName(node).get().getSpec().getVolumes().stream()
        .anyMatch(volume -> volume.getName().startsWith("kafka-audit"));
  }

  boolean isReady(String pod) {
    Pod found = client.pods().inNamespace(NAMESPACE).withName(pod).get();
    return found != null
        && found.getMetadata().getDeletionTimestamp() == null
        && Readiness.getInstance().isReady(found);
  }

  /** Reason of a condition of the AuditLog; empty without one. */
  String reason(String type) {
    Condition condition = condition(type);
    return condition == null ? "" : condition.getReason();
  }

  private Condition condition(String type) {
    AuditLog log = log();
    return log == null || log.getStatus() == null
        ? null
        : condition(log.getStatus().getConditions(), type);
  }

  static boolean isTrue(AuditLog log, String type) {
    return log.getStatus() != null && isTrue(log.getStatus().getConditions(), type);
  }

  static boolean isTrue(AuditCredential credential, String type) {
    return credential != null
        && credential.getStatus() != null
        && isTrue(credential.getStatus().getConditions(), type);
  }

  private static boolean isTrue(List<Condition> conditions, String type) {
    Condition condition = condition(conditions, type);
    return condition != null && condition.getStatus().equals("True");
  }

  static Condition condition(List<Condition> conditions, String type) {
    return conditions == null
        ? null
        : conditions.stream().filter(c -> c.getType().equals(type)).findFirst().orElse(null);
  }
}
