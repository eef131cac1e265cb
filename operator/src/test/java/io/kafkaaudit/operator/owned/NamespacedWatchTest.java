package io.kafkaaudit.operator.owned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.RequestFault.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespacedWatchTest {
  private final ConcurrentLinkedQueue<String> secretRequests = new ConcurrentLinkedQueue<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Watcher reconciler = new Watcher();
  private MockKubernetes kubernetes;
  private KubernetesClient client;
  private Operator operator;

  /** Reconciles {@code NAMESPACE/log} when Secret {@code NAMESPACE/of-log} changes. */
  @ControllerConfiguration(name = "watcher")
  private static final class Watcher implements Reconciler<AuditLog> {
    private final ConcurrentLinkedQueue<String> reconciled = new ConcurrentLinkedQueue<>();

    @Override
    public List<EventSource<?, AuditLog>> prepareEventSources(
        EventSourceContext<AuditLog> context) {
      return List.of(
          new NamespacedWatch<>(
              "secrets",
              Secret.class,
              "watched=yes",
              secret -> Set.of(new ResourceID("log", secret.getMetadata().getNamespace())),
              context));
    }

    @Override
    public UpdateControl<AuditLog> reconcile(AuditLog log, Context<AuditLog> context) {
      reconciled.add(log.getMetadata().getNamespace());
      return UpdateControl.noUpdate();
    }
  }

  @BeforeEach
  void start() {
    kubernetes = MockKubernetes.start();
    client = kubernetes.client();
    kubernetes.failRequests(
        (userAgent, method, path) -> {
          if (method.equals("GET") && path.contains("/secrets")) {
            secretRequests.add(path);
            if (refused.stream().anyMatch(path::contains)) {
              return Moment.BEFORE_EFFECT;
            }
          }
          return Moment.NEVER;
        });
    operator = new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(false));
    operator.register(reconciler);
  }

  @AfterEach
  void stop() {
    operator.stop();
    kubernetes.close();
  }

  @Test
  void watchesWhereThereIsAResourceOfOursAndNowhereElse() {
    client.resource(log("before")).create();
    operator.start();
    client.resource(log("after")).create();
    for (String namespace : List.of("before", "after")) {
      awaitReconciled(namespace);
      client.resource(secret(namespace)).create();
      awaitReconciled(namespace);
      client.resource(secret(namespace)).delete();
      awaitReconciled(namespace);
    }
    assertThat(secretRequests)
        .isNotEmpty()
        .allMatch(path -> path.matches("/api/v1/namespaces/(before|after)/secrets.*"));
  }

  @Test
  void endsWithTheLastResourceOfANamespaceAndBeginsAnewWithTheNext() {
    operator.start();
    for (long watches = 1; watches <= 2; watches++) {
      long lists = watches;
      client.resource(log("comes-and-goes")).create();
      await().untilAsserted(() -> assertThat(lists()).isEqualTo(lists));
      client.resource(log("comes-and-goes")).delete();
      await().until(() -> client.resource(log("comes-and-goes")).get() == null);
    }
  }

  private void startWithOneNamespaceThatRefuses() {
    refused.add("/namespaces/closed/");
    client.resource(log("closed")).create();
    client.resource(log("open")).create();
    operator.start();
    awaitReconciled("open");
    client.resource(secret("open")).create();
    awaitReconciled("open");
  }

  private long lists() {
    return secretRequests.stream().filter(path -> !path.contains("watch=true")).count();
  }

  @Test
  void aNamespaceThatRefusesIsAskedAgainAndDisturbsNoOther() {
    startWithOneNamespaceThatRefuses();
    await().until(() -> secretRequests.stream().anyMatch(path -> path.contains("/closed/")));
    awaitReconciled("closed");
    refused.clear();
    client.resource(secret("closed")).create();
    awaitReconciled("closed");
  }

  @Test
  void aWatchThatIsGoneIsUnhealthyAndOneThatNeverWasIsNot() {
    startWithOneNamespaceThatRefuses();
    await().untilAsserted(() -> assertThat(unhealthy()).isEmpty());
    kubernetes.close();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(unhealthy()).contains("secrets"));
  }

  private Set<String> unhealthy() {
    return operator.getRuntimeInfo().unhealthyEventSources().values().stream()
        .flatMap(sources -> sources.keySet().stream())
        .collect(java.util.stream.Collectors.toSet());
  }

  private void awaitReconciled(String namespace) {
    await().atMost(Duration.ofSeconds(20)).until(() -> reconciler.reconciled.remove(namespace));
    reconciler.reconciled.removeIf(namespace::equals);
  }

  private static AuditLog log(String namespace) {
    return io.fabric8.kubernetes.client.utils.Serialization.unmarshal(
        """
        apiVersion: kafkaaudit.io/v1alpha1
        kind: AuditLog
        metadata: {name: log, namespace: %s}
        spec:
          cluster: {podSelector: {matchLabels: {app: kafka}}}
          destination: {admin: {secretRef: {name: admin}}}
          topic: {name: audit}
        """
            .formatted(namespace),
        AuditLog.class);
  }

  private static Secret secret(String namespace) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("of-log")
        .addToLabels("watched", "yes")
        .endMetadata()
        .build();
  }
}
