package io.kafkaaudit.operator.rollout;

import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditedCluster;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.destination.AdminSecret;
import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** How to reach the audited cluster of an AuditLog. */
final class ClusterAccess {
  private static final String FIELD = "cluster.admin.secretRef";

  private ClusterAccess() {}

  /**
   * Reads the Secret. The operator connects to the Secret's own bootstrap.servers; that the
   * AuditLog names them too says that both mean the same cluster.
   *
   * @throws StepFailure naming the field and the fix
   */
  static AdminProperties of(AuditLog log, OwnedObjects objects) {
    AuditedCluster cluster = log.getSpec().getCluster();
    if (cluster.getAdmin() == null || cluster.getBootstrapServers() == null) {
      throw new StepFailure(
          Reason.InvalidSpec,
          "injection.rollout Automatic needs cluster.bootstrapServers and cluster.admin.secretRef");
    }
    String secret = cluster.getAdmin().getSecretRef().getName();
    AdminProperties admin =
        DestinationAccess.admin(
            AdminSecret.text(
                objects, log.getMetadata().getNamespace(), secret, FIELD, Labels.CLUSTER_ADMIN),
            FIELD);
    Set<String> foreign = new TreeSet<>(servers(cluster.getBootstrapServers()));
    servers(admin.bootstrapServers()).forEach(foreign::remove);
    if (!foreign.isEmpty()) {
      throw new StepFailure(
          Reason.InvalidSpec,
          "cluster.bootstrapServers: "
              + String.join(",", foreign)
              + " is not among bootstrap.servers in client.properties of Secret "
              + secret
              + ", whose password goes nowhere else: make them equal");
    }
    return admin;
  }

  private static List<String> servers(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(server -> server.strip().toLowerCase(Locale.ROOT))
        .toList();
  }
}
