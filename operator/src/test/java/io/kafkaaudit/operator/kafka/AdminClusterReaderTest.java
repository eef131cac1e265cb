package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.operator.kafka.ClusterState.Broker;
import io.kafkaaudit.operator.kafka.ClusterState.Node;
import io.kafkaaudit.operator.kafka.KafkaFailure.Reason;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look at a real cluster with the documented rights: enough together, none for nothing. */
class AdminClusterReaderTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private final ClusterReader reader = new AdminClusterReader(TIMEOUT);

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void theDocumentedRightsAreEnoughAndEachIsNeeded() throws Exception {
    AdminProperties viewer = properties(kafka.clusterAdmin("viewer", "secret"));
    try (Admin root = kafka.root()) {
      root.createTopics(List.of(new NewTopic("orders", 3, (short) 1))).all().get();
      await()
          .atMost(TIMEOUT)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                ClusterState state = reader.read(viewer);
                assertThat(state.activeController()).isOne();
                assertThat(state.incomplete()).isEmpty();
                assertThat(state.offline()).isEmpty();
                assertThat(state.nodes()).hasSize(1);
                Node node = state.nodes().get(0);
                assertThat(node.id()).isOne();
                assertThat(node.hosts()).isEqualTo(Set.of("localhost"));
                assertThat(node.voter()).isTrue();
                assertThat(node.broker()).isEqualTo(Broker.Registered);
                assertThat(node.lagMillis()).isBetween(0L, 5_000L);
              });
      List<AclBinding> rights =
          root.describeAcls(AclBindingFilter.ANY).values().get().stream()
              .filter(acl -> acl.entry().principal().equals("User:viewer"))
              .toList();
      assertThat(rights).as("DESCRIBE on the cluster and on every topic").hasSize(2);
      for (AclBinding right : rights) {
        root.deleteAcls(List.of(right.toFilter())).all().get();
        await()
            .atMost(TIMEOUT)
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> reader.read(viewer))
                        .as("without " + right)
                        .hasMessageContaining("cluster.admin.secretRef needs DESCRIBE")
                        .isInstanceOfSatisfying(
                            KafkaFailure.class,
                            failure ->
                                assertThat(failure.reason()).isEqualTo(Reason.NotAuthorized)));
        root.createAcls(List.of(right)).all().get();
      }
    }
  }

  @Test
  void aRefusedLoginNamesTheSecretAndNotItsPassword() throws Exception {
    kafka.clusterAdmin("refused", "secret");
    AdminProperties wrong = properties(kafka.client("refused", "swordfish"));
    assertThatThrownBy(() -> reader.read(wrong))
        .isInstanceOf(KafkaFailure.class)
        .hasMessageContaining("the audited cluster refused the login")
        .hasMessageNotContaining("swordfish");
  }

  @Test
  void aClusterThatIsAwayNamesTheSecret() throws Exception {
    Properties nowhere = kafka.client("viewer", "secret");
    nowhere.setProperty("bootstrap.servers", "localhost:1");
    AdminProperties wrong = properties(nowhere);
    assertThatThrownBy(() -> new AdminClusterReader(Duration.ofSeconds(2)).read(wrong))
        .isInstanceOfSatisfying(
            KafkaFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.DestinationUnreachable))
        .hasMessageContaining("cluster.admin.secretRef");
  }

  private static AdminProperties properties(Properties client) throws Exception {
    StringWriter text = new StringWriter();
    client.store(text, null);
    return AdminProperties.parse(text.toString());
  }
}
