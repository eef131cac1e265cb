package io.kafkaaudit.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.programs.Acts;
import io.kafkaaudit.programs.ExpectedEvent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The AuditLog orders, its credential siem, a client of the audited cluster and a reader. */
final class Orders {
  static final String NAMESPACE = KafkaClusters.AUDITED;
  static final String TOPIC = "audit-log-events";

  /** What must be read of {@link #act}. */
  static final List<ExpectedEvent> EXPECTED = Acts.expected("User:admin");

  /**
   * New settings reach agents when kubelet refreshes their directory, 60 to 90 s after a change.
   */
  static final Duration PATIENCE = Duration.ofSeconds(240);

  private final KubernetesClient client;
  private final Pods pods;
  private final KafkaClusters kafka;

  Orders(KubernetesClient client, Pods pods, KafkaClusters kafka) {
    this.client = client;
    this.pods = pods;
    this.kafka = kafka;
  }

  /** Applies everything, restarts the nodes that have no agent, and waits until all is Ready. */
  void ensure() throws Exception {
    kafka.grantAdmin(TOPIC);
    kafka.adminSecrets().forEach(secret -> client.resource(secret).serverSideApply());
    apply("/orders/auditlog.yaml");
    await("siem is Ready").atMost(PATIENCE).until(() -> isTrue(credential("siem"), "Ready"));
    await("pods are looked at")
        .atMost(PATIENCE)
        .until(() -> condition(log().getStatus().getConditions(), "AgentInjected") != null);
    if (!isTrue(log(), "AgentInjected")) {
      roll();
    }
    await("orders is Ready").atMost(PATIENCE).until(() -> isTrue(log(), "Ready"));
    apply("/orders/client.yaml");
    apply("/orders/reader.yaml");
    await("client and reader run")
        .atMost(PATIENCE)
        .until(() -> isReady("client") && isReady("reader"));
  }

  /** Restarts controllers, then brokers, one at a time, as the documentation says. */
  void roll() {
    for (String node : KafkaClusters.NODES) {
      restart(node);
    }
  }

  /** Deletes a node's pod and waits until its successor is ready. */
  void restart(String node) {
    String before = pods.uid(NAMESPACE, node);
    pods.delete(NAMESPACE, node);
    await(node + " is back")
        .atMost(PATIENCE)
        .until(() -> !pods.uid(NAMESPACE, node).equals(before) && isReady(node));
  }

  AuditLog log() {
    return client.resources(AuditLog.class).inNamespace(NAMESPACE).withName("orders").get();
  }

  AuditCredential credential(String name) {
    return client.resources(AuditCredential.class).inNamespace(NAMESPACE).withName(name).get();
  }

  Readings read() throws Exception {
    return Readings.of(pods.log(NAMESPACE, "reader"));
  }

  /** Does the programs' acts once, in the client's pod. */
  void act() throws Exception {
    pods.exec(
        NAMESPACE,
        "client",
        """
        cat >/tmp/root.properties <<'END'
        bootstrap.servers=orders-broker-0.orders-broker.kafka.svc:9092,orders-broker-1.orders-broker.kafka.svc:9092
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=SCRAM-SHA-512
        sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="admin-secret";
        END
        java -Xmx128m -XX:TieredStopAtLevel=1 -cp '/app/resources:/app/libs/*' io.kafkaaudit.programs.ActsProgram /tmp/root.properties
        """);
  }

  void askForRotation() {
    annotate(credential("siem"), "kafkaaudit.io/rotate");
  }

  /** Asks for a new key and waits until the reader's pod has it, without kubelet's minute. */
  void rotate() {
    String before = credential("siem").getStatus().getKeyId();
    askForRotation();
    await("a new key")
        .atMost(PATIENCE)
        .until(
            () ->
                !before.equals(credential("siem").getStatus().getKeyId())
                    && isTrue(credential("siem"), "Ready"));
    refreshMounts("reader");
  }

  /** Kubelet renews mounted Secrets when it looks at a pod again: at a change, or each minute. */
  void refreshMounts(String pod) {
    Pod present = client.pods().inNamespace(NAMESPACE).withName(pod).get();
    annotate(present, "kafkaaudit.io/e2e-refresh");
  }

  private void annotate(HasMetadata object, String annotation) {
    client
        .resource(object)
        .edit(
            changed -> {
              changed.getMetadata().getAnnotations().put(annotation, UUID.randomUUID().toString());
              return changed;
            });
  }

  private void apply(String manifest) {
    client
        .load(Orders.class.getResourceAsStream(manifest))
        .items()
        .forEach(object -> client.resource(object).serverSideApply());
  }

  private boolean isReady(String pod) {
    Pod found = client.pods().inNamespace(NAMESPACE).withName(pod).get();
    return found != null
        && found.getMetadata().getDeletionTimestamp() == null
        && Readiness.getInstance().isReady(found);
  }

  static boolean isTrue(AuditLog log, String type) {
    return log.getStatus() != null && isTrue(log.getStatus().getConditions(), type);
  }

  static boolean isTrue(AuditCredential credential, String type) {
    return credential.getStatus() != null && isTrue(credential.getStatus().getConditions(), type);
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
