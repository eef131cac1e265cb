package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every example with an AuditLog becomes Ready, with the Secrets that it names;
 * AutomaticRolloutExampleIT has the one that needs pods.
 */
class ExamplesBecomeReadyIT {
  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01-quickstart",
        "02-plain-statefulset",
        "03-strimzi",
        "04-destination-tls",
        "05-same-cluster",
        "06-credentials",
        "12-other-namespace"
      })
  void isReadyWithItsSecrets(String example) throws Exception {
    try (Platform platform = new Platform(scratch, example, UnaryOperator.identity())) {
      assertThat(platform.list(AuditLog.class)).hasSize(1);
      assertThat(platform.list(AuditCredential.class))
          .isNotEmpty()
          .allSatisfy(
              credential -> {
                Secret secret =
                    platform
                        .client()
                        .secrets()
                        .inNamespace(credential.getMetadata().getNamespace())
                        .withName(credential.getSpec().getSecretName())
                        .get();
                assertThat(secret.getData()).containsKeys("client.properties", "librdkafka.conf");
              });
    }
  }
}
