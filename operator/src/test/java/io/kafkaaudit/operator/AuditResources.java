package io.kafkaaudit.operator;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.SettingsException;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a person does with kubectl to AuditLogs and AuditCredentials of a namespace, and sees. */
class AuditResources {
  static final String NAMESPACE = "security";
  static final Duration LONG = Duration.ofSeconds(60);

  private final KubernetesClient client;

  AuditResources(KubernetesClient client) {
    this.client = client;
  }

  KubernetesClient client() {
    return client;
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

  /** Asks to take all keys out now. */
  void revokeNow(String credential, String ask) {
    merge(
        AuditCredential.class,
        credential,
        "{\"metadata\": {\"annotations\": {\"kafkaaudit.io/revoke-now\": \"%s\"}}}".formatted(ask));
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

  /** Changes an AuditLog. */
  void edit(String log, Consumer<AuditLog> change) {
    client
        .resources(AuditLog.class)
        .inNamespace(NAMESPACE)
        .withName(log)
        .edit(
            l -> {
              change.accept(l);
              return l;
            });
  }

  void setLimit(String log, int limit) {
    merge(AuditLog.class, log, "{\"spec\": {\"access\": {\"keyLimit\": %d}}}".formatted(limit));
  }

  /** Says which other namespaces may have keys. */
  void allowNamespaces(String log, List<String> namespaces) {
    merge(
        AuditLog.class,
        log,
        "{\"spec\": {\"access\": {\"allowedNamespaces\": %s}}}"
            .formatted(Serialization.asJson(namespaces)));
  }

  /** Whatever the operator writes meanwhile. */
  void merge(Class<? extends HasMetadata> kind, String name, String patch) {
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

  /** What the agents of an AuditLog are to do, as the operator wrote it. */
  AgentSettings agentSettings(String log) {
    Properties properties = new Properties();
    try {
      properties.load(
          new StringReader(
              client
                  .configMaps()
                  .inNamespace(NAMESPACE)
                  .withName(log + "-kafka-audit-agent")
                  .get()
                  .getData()
                  .get(AgentFiles.SETTINGS)));
      return AgentSettings.parse(properties);
    } catch (IOException | SettingsException e) {
      throw new IllegalStateException(log, e);
    }
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

  static String reason(List<Condition> conditions, String type) {
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
    return client.secrets().inNamespace(OperatorBench.OPERATOR_NAMESPACE).list().getItems().stream()
        .map(secret -> secret.getMetadata().getName())
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
