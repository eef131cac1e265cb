package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ArgoHealthTest {
  private static final String HEAD =
      "{kind: AuditLog, metadata: {name: orders, generation: 3}, status: ";

  @Test
  void healthyWhenReady() throws IOException {
    assertThat(health("{observedGeneration: 3, conditions: [" + ready("True") + stalled("False")))
        .isEqualTo(new ArgoHealth("Healthy", "about Ready"));
  }

  @Test
  void degradedWhenAPersonMustDoSomething() throws IOException {
    assertThat(health("{observedGeneration: 3, conditions: [" + ready("False") + stalled("True")))
        .isEqualTo(new ArgoHealth("Degraded", "about Stalled"));
  }

  @Test
  void progressingWhileTheOperatorWorks() throws IOException {
    assertThat(health("{observedGeneration: 3, conditions: [" + ready("False") + stalled("False")))
        .isEqualTo(new ArgoHealth("Progressing", "about Ready"));
  }

  @Test
  void progressingWhileTheStatusIsOfAnOlderSpec() throws IOException {
    ArgoHealth unseen = new ArgoHealth("Progressing", "the operator has not seen it yet");
    assertThat(health("{observedGeneration: 2, conditions: [" + ready("True") + stalled("False")))
        .isEqualTo(unseen);
    assertThat(health("{observedGeneration: -1}}")).isEqualTo(unseen);
    assertThat(ArgoHealth.of(json("{kind: AuditLog, metadata: {generation: 1}}")))
        .isEqualTo(unseen);
  }

  @Test
  void bothKindsAreCheckedInTheSameWay() throws IOException {
    assertThat(ArgoHealth.check("AuditCredential")).isEqualTo(ArgoHealth.check("AuditLog"));
  }

  private static ArgoHealth health(String status) throws IOException {
    return ArgoHealth.of(json(HEAD + status));
  }

  private static String ready(String status) {
    return "{type: Ready, status: '" + status + "', message: about Ready}, ";
  }

  private static String stalled(String status) {
    return "{type: Stalled, status: '" + status + "', message: about Stalled}]}}";
  }

  private static JsonNode json(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, JsonNode.class); // else taken for JSON
  }
}
