package io.kafkaaudit.chart;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kinds of others that the chart uses. With {@code -Dkafkaaudit.foreign.crds=DIR} their own
 * schemas, as cert-manager and the Prometheus operator publish them ({@code GROUP_PLURAL.yaml});
 * else a stand-in that takes every field.
 */
enum ForeignKinds {
  CERTIFICATE("cert-manager.io", "Certificate", "certificates"),
  ISSUER("cert-manager.io", "Issuer", "issuers"),
  SERVICE_MONITOR("monitoring.coreos.com", "ServiceMonitor", "servicemonitors"),
  PROMETHEUS_RULE("monitoring.coreos.com", "PrometheusRule", "prometheusrules");

  private static final String STAND_IN =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: %3$s.%1$s}
      spec:
        group: %1$s
        scope: Namespaced
        names: {kind: %2$s, plural: %3$s}
        versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """;

  private final String group;
  private final String kind;
  private final String plural;

  ForeignKinds(String group, String kind, String plural) {
    this.group = group;
    this.kind = kind;
    this.plural = plural;
  }

  static void create(KubernetesClient admin) throws IOException {
    Path directory = Path.of(System.getProperty("kafkaaudit.foreign.crds", ""));
    for (ForeignKinds foreign : values()) {
      Path schema = directory.resolve(foreign.group + "_" + foreign.plural + ".yaml");
      boolean there = Files.exists(schema);
      if (!there) {
        System.out.printf("SKIPPED: the schema of %s: no %s%n", foreign.kind, schema);
      }
      String definition =
          there
              ? Files.readString(schema)
              : STAND_IN.formatted(foreign.group, foreign.kind, foreign.plural);
      admin.load(new ByteArrayInputStream(definition.getBytes(StandardCharsets.UTF_8))).create();
    }
    for (ForeignKinds foreign : values()) {
      await()
          .ignoreExceptions()
          .until(
              () ->
                  admin.genericKubernetesResources(foreign.group + "/v1", foreign.kind).list()
                      != null);
    }
  }
}
