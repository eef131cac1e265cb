package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease of the replica that leads. The framework takes and renews it, but at its end lets it
 * run out, for which the next one would wait 15 s.
 */
final class LeaderLease {
  static final String NAME = "kafka-audit-operator";
  private static final Logger LOG = LoggerFactory.getLogger(LeaderLease.class);

  private final KubernetesClient client;
  private final String namespace;
  private final String identity;

  LeaderLease(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
    String host = System.getenv("HOSTNAME"); // a pod's name
    this.identity = host == null || host.isBlank() ? UUID.randomUUID().toString() : host;
  }

  /** Who this process is among those that want the lease. */
  String identity() {
    return identity;
  }

  /** Lets another one lead at once, if this one does; called when nothing is done any more. */
  void giveBack() {
    Resource<Lease> resource = client.leases().inNamespace(namespace).withName(NAME);
    try {
      Lease lease = resource.get();
      if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
        resource.patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"resourceVersion\": \"%s\"}, \"spec\": {\"holderIdentity\": \"\"}}"
                .formatted(lease.getMetadata().getResourceVersion()));
      }
    } catch (KubernetesClientException e) {
      LOG.info("The lease is not given back, and runs out: {}", e.getMessage());
    }
  }
}
