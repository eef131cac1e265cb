package io.kafkaaudit.documents;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What commands wait for and a bare API server does not do: the operator says Ready, Deployments
 * and StatefulSets have ready pods, namespaces that are deleted go.
 */
final class StandIns implements AutoCloseable {
  /** The kind is not there yet, the object is gone already, somebody else was faster. */
  private static final Set<Integer> PASSING = Set.of(403, 404, 409, 429);

  private final KubernetesClient client;
  private final Cluster cluster;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  StandIns(KubernetesClient client, Cluster cluster) {
    this.client = client;
    this.cluster = cluster;
    List<Runnable> all =
        List.of(
            this::auditLogs,
            this::auditCredentials,
            this::deployments,
            this::statefulSets,
            this::namespaces);
    for (Runnable work : all) {
      thread.scheduleWithFixedDelay(() -> passing(work), 100, 200, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private static void passing(Runnable work) {
    try {
      work.run();
    } catch (KubernetesClientException e) {
      if (!PASSING.contains(e.getCode())) {
        System.out.println("stand-in of a controller: " + e.getMessage());
      }
    } catch (AssertionError e) {
      System.out.println("stand-in of a controller: " + e.getMessage());
    }
  }

  private void auditLogs() {
    for (AuditLog log : client.resources(AuditLog.class).inAnyNamespace().list().getItems()) {
      if (log.getStatus() == null || isEmpty(log.getStatus().getConditions())) {
        AuditLogStatus status = new AuditLogStatus();
        status.setObservedGeneration(log.getMetadata().getGeneration());
        status.setConditions(conditions("AgentReporting", "Ready"));
        write(log, l -> l.setStatus(status));
      }
    }
  }

  private void auditCredentials() {
    for (AuditCredential credential :
        client.resources(AuditCredential.class).inAnyNamespace().list().getItems()) {
      if (credential.getStatus() == null || isEmpty(credential.getStatus().getConditions())) {
        AuditCredentialStatus status = new AuditCredentialStatus();
        status.setObservedGeneration(credential.getMetadata().getGeneration());
        status.setConditions(conditions("Ready"));
        write(credential, c -> c.setStatus(status));
      }
    }
  }

  private <T extends CustomResource<?, ?>> void write(T resource, Consumer<T> change) {
    change.accept(resource);
    client.resource(resource).updateStatus();
  }

  private static boolean isEmpty(List<Condition> conditions) {
    return conditions == null || conditions.isEmpty();
  }

  private static List<Condition> conditions(String... types) {
    return Stream.of(types)
        .map(
            type ->
                new ConditionBuilder()
                    .withType(type)
                    .withStatus("True")
                    .withReason("AllReady")
                    .withMessage("A stand-in says so.")
                    .withLastTransitionTime(Instant.now().toString())
                    .build())
        .toList();
  }

  private void deployments() {
    for (Deployment deployment : client.apps().deployments().inAnyNamespace().list().getItems()) {
      Integer replicas = deployment.getSpec().getReplicas();
      Long generation = deployment.getMetadata().getGeneration();
      if (deployment.getMetadata().getDeletionTimestamp() == null
          && !Objects.equals(deployment.getStatus().getObservedGeneration(), generation)) {
        ReplicaSet set = replicaSet(deployment);
        client.resource(set).serverSideApply();
        set.setStatus(
            new ReplicaSetStatusBuilder()
                .withObservedGeneration(1L)
                .withReplicas(replicas)
                .withReadyReplicas(replicas)
                .withAvailableReplicas(replicas)
                .build());
        client.resource(set).updateStatus();
        pod(deployment);
        deployment.setStatus(
            new DeploymentStatusBuilder()
                .withObservedGeneration(generation)
                .withReplicas(replicas)
                .withUpdatedReplicas(replicas)
                .withReadyReplicas(replicas)
                .withAvailableReplicas(replicas)
                .build());
        client.resource(deployment).updateStatus();
      }
    }
  }

  private void statefulSets() {
    for (StatefulSet set : client.apps().statefulSets().inAnyNamespace().list().getItems()) {
      Long generation = set.getMetadata().getGeneration();
      if (!Objects.equals(set.getStatus().getObservedGeneration(), generation)) {
        Integer replicas = set.getSpec().getReplicas();
        set.setStatus(
            new StatefulSetStatusBuilder()
                .withObservedGeneration(generation)
                .withReplicas(replicas)
                .withReadyReplicas(replicas)
                .withAvailableReplicas(replicas)
                .withUpdatedReplicas(replicas)
                .withCurrentRevision("r" + generation)
                .withUpdateRevision("r" + generation)
                .build());
        client.resource(set).updateStatus();
      }
    }
  }

  private static ReplicaSet replicaSet(Deployment deployment) {
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withNamespace(deployment.getMetadata().getNamespace())
        .withName(
            deployment.getMetadata().getName()
                + "-"
                + Integer.toHexString(deployment.getSpec().getTemplate().hashCode()))
        .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
        .addNewOwnerReference()
        .withApiVersion("apps/v1")
        .withKind("Deployment")
        .withName(deployment.getMetadata().getName())
        .withUid(deployment.getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withReplicas(deployment.getSpec().getReplicas())
        .withSelector(deployment.getSpec().getSelector())
        .withTemplate(deployment.getSpec().getTemplate())
        .endSpec()
        .build();
  }

  private void pod(Deployment deployment) {
    String namespace = deployment.getMetadata().getNamespace();
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("default")
                .endMetadata()
                .build())
        .serverSideApply();
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(deployment.getMetadata().getName() + "-0")
                .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .endMetadata()
                .withSpec(deployment.getSpec().getTemplate().getSpec())
                .build())
        .serverSideApply();
  }

  private void namespaces() {
    for (Namespace namespace : client.namespaces().list().getItems()) {
      if (namespace.getMetadata().getDeletionTimestamp() != null) {
        String name = namespace.getMetadata().getName();
        cluster.must(
            "kubectl delete --all --wait=false --namespace "
                + name
                + " $(kubectl api-resources --namespaced --verbs=delete -o name | paste -sd,)");
        cluster.must(
            "echo '{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"%1$s\"}}'"
                    .formatted(name)
                + " | kubectl replace --raw /api/v1/namespaces/%s/finalize -f -".formatted(name));
      }
    }
  }
}
