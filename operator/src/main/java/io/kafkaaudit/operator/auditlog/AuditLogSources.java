package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.ClusterAdmin;
import io.kafkaaudit.crd.SecretReference;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.NamespacedWatch;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What beside an AuditLog itself makes the operator look at it again. */
final class AuditLogSources {
  private static final SecondaryToPrimaryMapper<HasMetadata> OWNERS =
      Mappers.fromOwnerReferences(AuditLog.class, false);

  private AuditLogSources() {}

  static List<EventSource<?, AuditLog>> of(EventSourceContext<AuditLog> context) {
    var credentials =
        InformerEventSourceConfiguration.from(AuditCredential.class, AuditLog.class)
            .withSecondaryToPrimaryMapper(credential -> Set.of(AuditLogReferences.of(credential)))
            .build();
    return List.of(
        new InformerEventSource<>(credentials, context),
        new NamespacedWatch<>(
            "admin-secrets",
            Secret.class,
            Labels.ROLE + "=" + Labels.DESTINATION_ADMIN,
            secret ->
                usersOf(
                    secret,
                    log -> log.getSpec().getDestination().getAdmin().getSecretRef(),
                    context),
            context),
        new NamespacedWatch<>(
            "cluster-admin-secrets",
            Secret.class,
            Labels.ROLE + "=" + Labels.CLUSTER_ADMIN,
            secret -> usersOf(secret, AuditLogSources::clusterAdmin, context),
            context),
        new NamespacedWatch<>(
            "writer-secrets",
            Secret.class,
            Labels.AUDIT_LOG_UID,
            OWNERS::toPrimaryResourceIDs,
            context),
        new NamespacedWatch<>(
            "agent-settings",
            ConfigMap.class,
            Labels.AUDIT_LOG_UID,
            OWNERS::toPrimaryResourceIDs,
            context));
  }

  private static @Nullable SecretReference clusterAdmin(AuditLog log) {
    ClusterAdmin admin = log.getSpec().getCluster().getAdmin();
    return admin == null ? null : admin.getSecretRef();
  }

  private static Set<ResourceID> usersOf(
      Secret secret,
      Function<AuditLog, @Nullable SecretReference> reference,
      EventSourceContext<AuditLog> context) {
    String name = secret.getMetadata().getName();
    return context
        .getPrimaryCache()
        .list(
            secret.getMetadata().getNamespace(),
            log -> {
              SecretReference named = reference.apply(log);
              return named != null && name.equals(named.getName());
            })
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }
}
