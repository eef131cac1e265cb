package io.kafkaaudit.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The audited cluster (namespace kafka) and the destination cluster (namespace audit). */
final class KafkaClusters {
  static final String IMAGE = "localhost/kafka-audit-e2e-kafka:4.3.1";
  static final String AUDITED = "kafka";
  static final String DESTINATION = "audit";
  static final String DESTINATION_POD = "audit-kafka-0";
  static final List<String> CONTROLLERS =
      List.of("orders-controller-0", "orders-controller-1", "orders-controller-2");
  static final List<String> BROKERS = List.of("orders-broker-0", "orders-broker-1");

  /** In the order in which they are restarted. */
  static final List<String> NODES = Stream.of(CONTROLLERS, BROKERS).flatMap(List::stream).toList();

  /** Kafka's own tools. */
  static final String ACLS = "org.apache.kafka.tools.AclCommand";

  static final String CONFIGS = "kafka.admin.ConfigCommand";
  static final String TOPICS = "org.apache.kafka.tools.TopicCommand";

  private static final String TLS = "audit-kafka-tls";
  private static final String SERVERS = "audit-kafka-0.audit-kafka.audit.svc:9093";
  static final String JAVA =
      "java -Xmx128m -XX:TieredStopAtLevel=1 -cp '/app/resources:/app/libs/*' ";

  private final KubernetesClient client;
  private final Pods pods;
  private final Certificates certificates;

  KafkaClusters(KubernetesClient client, Pods pods) throws Exception {
    this.client = client;
    this.pods = pods;
    Secret present = client.secrets().inNamespace(DESTINATION).withName(TLS).get();
    this.certificates =
        present == null
            ? Certificates.of(List.of("audit-kafka-0.audit-kafka.audit.svc", "localhost"))
            : new Certificates(entry(present, "ca.crt"), entry(present, "server.pem"));
  }

  private static String entry(Secret secret, String name) {
    return new String(
        Base64.getDecoder().decode(secret.getData().get(name)), StandardCharsets.UTF_8);
  }

  /** Starts both, if they do not run since an earlier time, and waits until they serve. */
  void start() throws Exception {
    Volumes.provide(
        client,
        Stream.concat(
                NODES.stream().map(node -> AUDITED + "/data-" + node),
                Stream.of(DESTINATION + "/data-" + DESTINATION_POD))
            .toList());
    apply("/kafka/destination.yaml");
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(TLS)
                .withNamespace(DESTINATION)
                .endMetadata()
                .withStringData(
                    Map.of("server.pem", certificates.server(), "ca.crt", certificates.authority()))
                .build())
        .serverSideApply();
    apply("/kafka/audited.yaml");
    await("the destination cluster")
        .atMost(Orders.PATIENCE)
        .until(() -> pods.ready(DESTINATION, "app", "audit-kafka", 1));
    await("the audited cluster")
        .atMost(Orders.PATIENCE)
        .until(() -> pods.ready(AUDITED, "app", "orders", NODES.size()));
  }

  /** Grants the operator's admin exactly the rights that the documentation lists. */
  void grantAdmin(String topic) throws Exception {
    for (String rights :
        List.of(
            "--cluster --operation Alter --operation Describe --operation DescribeConfigs",
            "--topic "
                + topic
                + " --topic "
                + topic
                + "-agents --operation Create --operation Describe --operation DescribeConfigs"
                + " --operation Alter --operation AlterConfigs",
            "--topic " + topic + "-agents --operation Read")) {
      onDestination(ACLS, "--add --allow-principal User:kafka-audit-operator " + rights);
    }
  }

  /** Runs one of Kafka's tools on the destination as its super user. */
  String onDestination(String tool, String arguments) throws Exception {
    return pods.exec(
        DESTINATION,
        DESTINATION_POD,
        JAVA
            + tool
            + " --bootstrap-server localhost:9091 --command-config /etc/kafka/root.properties "
            + arguments);
  }

  /** Runs one of Kafka's tools on the audited cluster as its administrator, in the client's pod. */
  String onAudited(String tool, String arguments) throws Exception {
    return pods.exec(
        AUDITED,
        "client",
        JAVA
            + tool
            + " --bootstrap-server orders-broker-0.orders-broker.kafka.svc:9092"
            + " --command-config /etc/kafka-client/client.properties "
            + arguments);
  }

  /** Beside {@link #grantAdmin}, where {@code deletionPolicy.topic} is Delete. */
  void grantDelete(String topic) throws Exception {
    onDestination(
        ACLS,
        "--add --allow-principal User:kafka-audit-operator --operation Delete --topic "
            + topic
            + " --topic "
            + topic
            + "-agents");
  }

  /** The admin Secret and the certificate that its AuditLog trusts. */
  List<Secret> adminSecrets(String namespace) {
    return List.of(
        new SecretBuilder()
            .withNewMetadata()
            .withName("audit-kafka-admin")
            .withNamespace(namespace)
            .addToLabels("kafkaaudit.io/role", "destination-admin")
            .endMetadata()
            .withStringData(
                Map.of(
                    "client.properties",
                    """
                    bootstrap.servers=%s
                    security.protocol=SASL_SSL
                    sasl.mechanism=SCRAM-SHA-512
                    sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="kafka-audit-operator" password="operator-secret";
                    ssl.truststore.type=PEM
                    ssl.truststore.certificates=%s
                    """
                        .formatted(SERVERS, certificates.authority().trim().replace("\n", "\\n"))))
            .build(),
        new SecretBuilder()
            .withNewMetadata()
            .withName("audit-kafka-ca")
            .withNamespace(namespace)
            .endMetadata()
            .withStringData(Map.of("ca.crt", certificates.authority()))
            .build());
  }

  private void apply(String manifest) {
    List<HasMetadata> objects =
        client.load(KafkaClusters.class.getResourceAsStream(manifest)).items();
    for (HasMetadata object : objects) {
      client.resource(object).serverSideApply();
      if (object instanceof Namespace) {
        await()
            .until(
                () ->
                    client
                            .serviceAccounts()
                            .inNamespace(object.getMetadata().getName())
                            .withName("default")
                            .get()
                        != null);
      }
    }
  }
}
