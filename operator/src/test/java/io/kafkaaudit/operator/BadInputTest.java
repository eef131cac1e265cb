package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.operator.management.KafkaAuditOperator;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wrong manifests, each a folder of bad-input: in.yaml is applied, and the condition of
 * expected.txt must say what is wrong while Kafka stays as it is. before.yaml, where there is one,
 * is right and carried out before; topics.txt names topics of somebody else. A case has its own
 * namespace, topic and least-privilege admin (admin-${case}, password swordfish).
 */
class BadInputTest {
  private static final Path CASES = Path.of("src/test/resources/bad-input");
  private static final Set<String> FILES =
      Set.of("in.yaml", "expected.txt", "before.yaml", "topics.txt");
  private static final Duration LONG = Duration.ofSeconds(40);

  /** Longer than the poll, so that the operator has tried again. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static Admin root;
  private static MockKubernetes kubernetes;
  private static KubernetesClient client;
  private static KafkaAuditOperator operator;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    root = kafka.root();
    kubernetes = MockKubernetes.start();
    client = kubernetes.client();
    operator = KafkaAuditOperator.inProcess(client, Duration.ofSeconds(5), Clock.systemUTC());
    operator.start();
  }

  @AfterAll
  static void stop() {
    operator.stop();
    kubernetes.close();
    root.close();
    kafka.close();
  }

  static List<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theConditionNamesTheFieldAndTheFix(String name) throws Exception {
    Path folder = CASES.resolve(name);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(FILES);
    }
    kafka.operatorAdmin("admin-" + name, "swordfish", name, true);
    for (String topic : lines(folder.resolve("topics.txt"), name)) {
      root.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
      await().until(() -> root.listTopics().names().get().contains(topic)); // a broker learns later
    }
    for (HasMetadata right : apply(folder.resolve("before.yaml"), name)) {
      if (right instanceof AuditLog) {
        await()
            .atMost(LONG)
            .untilAsserted(
                () ->
                    assertThat(
                            condition(
                                right.getKind(), right.getMetadata().getName(), name, "Ready"))
                        .hasValueSatisfying(c -> assertThat(c.getReason()).isEqualTo("AllReady")));
      }
    }
    Set<String> before = inKafka();

    assertThat(apply(folder.resolve("in.yaml"), name)).isNotEmpty();

    List<String> expected = lines(folder.resolve("expected.txt"), name);
    String[] resource = values(expected, "resource").get(0).split("/");
    String type = values(expected, "condition").get(0);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(condition(resource[0], resource[1], name, type))
                    .hasValueSatisfying(
                        c -> {
                          assertThat(c.getStatus()).isEqualTo("False");
                          assertThat(c.getReason()).isEqualTo(values(expected, "reason").get(0));
                          assertThat(c.getMessage()).contains(values(expected, "message"));
                          assertThat(c.getMessage()).doesNotContain("swordfish");
                        }));
    Condition first = condition(resource[0], resource[1], name, type).orElseThrow();
    await()
        .during(AGAIN)
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(condition(resource[0], resource[1], name, type)).hasValue(first);
              assertThat(inKafka()).isEqualTo(before);
            });
  }

  /** Topics with their ids, users and ACLs. */
  private static Set<String> inKafka() throws Exception {
    Set<String> all = new TreeSet<>();
    root.listTopics().listings().get().forEach(topic -> all.add(topic.toString()));
    all.addAll(root.describeUserScramCredentials().users().get());
    root.describeAcls(AclBindingFilter.ANY).values().get().forEach(acl -> all.add(acl.toString()));
    return all;
  }

  private static Optional<Condition> condition(
      String kind, String name, String namespace, String type) {
    List<Condition> conditions;
    if (kind.equals("AuditLog")) {
      var log = client.resources(AuditLog.class).inNamespace(namespace).withName(name).get();
      conditions = log.getStatus() == null ? null : log.getStatus().getConditions();
    } else {
      var credential =
          client.resources(AuditCredential.class).inNamespace(namespace).withName(name).get();
      conditions = credential.getStatus() == null ? null : credential.getStatus().getConditions();
    }
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  private static List<HasMetadata> apply(Path file, String name) throws IOException {
    List<HasMetadata> applied = new ArrayList<>();
    String text = String.join("\n", lines(file, name));
    for (String document : text.isEmpty() ? new String[0] : text.split("(?m)^---$")) {
      HasMetadata resource = Serialization.unmarshal(document, type(document));
      if (resource instanceof Secret secret) {
        // What an API server does.
        secret.setData(OwnedObjects.encode(secret.getStringData()));
        secret.setStringData(null);
      }
      resource.getMetadata().setNamespace(name);
      applied.add(client.resource(resource).create());
    }
    return applied;
  }

  private static Class<? extends HasMetadata> type(String document) {
    String kind = Serialization.unmarshal(document, GenericKubernetesResource.class).getKind();
    return switch (kind) {
      case "Secret" -> Secret.class;
      case "AuditLog" -> AuditLog.class;
      case "AuditCredential" -> AuditCredential.class;
      default -> throw new IllegalArgumentException(kind + " is not for this test");
    };
  }

  private static List<String> values(List<String> lines, String key) {
    List<String> values =
        lines.stream()
            .filter(line -> line.startsWith(key + ": "))
            .map(line -> line.substring(key.length() + 2))
            .toList();
    assertThat(values).as(key).isNotEmpty();
    return values;
  }

  /** With the case's values in place of the variables; none where the file is not there. */
  private static List<String> lines(Path file, String name) throws IOException {
    return Files.exists(file)
        ? Files.readString(file)
            .replace("${case}", name)
            .replace("${bootstrapServers}", kafka.bootstrapServers())
            .lines()
            .toList()
        : List.of();
  }
}
