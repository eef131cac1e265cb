package io.kafkaaudit.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.RestartingPod;
import io.kafkaaudit.embedded.RequestFault.Moment;
import io.kafkaaudit.operator.conditions.StepFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a rollout tells the audit topic, and what the next operator does. */
class RestartEventsTest extends OnRollout {
  @Test
  void aRestartIsToldOnceWhoeverLeads() throws Exception {
    pods.create("kafka-0", null, true);
    RestartingPod announced = step(null).restarting();
    assertThat(told()).as("only announced").isEmpty();
    step(announced);
    for (int life = 0; life < 2; life++) {
      JsonNode event = only();
      assertThat(event.path("method").asText()).isEqualTo("RestartPod");
      assertThat(event.path("name").asText()).isEqualTo("security/kafka-0");
      assertThat(event.path("outcome").asText()).isEqualTo("SUCCESS");
      assertThat(event.at("/request/by").asText()).isEqualTo("eviction");
      assertThat(event.at("/request/revision").asText()).isEqualTo(announced.getRevision());
      lead();
      step(announced);
    }
  }

  @Test
  void anOperatorThatIsKilledAfterTheEvictionLeavesTheNextOneTheSameEvent() throws Exception {
    pods.create("kafka-0", null, true);
    RestartingPod announced = step(null).restarting();
    step(announced);
    String id = only().path("id").asText();
    client.secrets().inNamespace("kafka-audit").delete(); // killed before it wrote that down
    lead();
    step(announced);
    assertThat(only().path("id").asText()).isEqualTo(id);
    assertThat(only().path("outcome").asText()).isEqualTo("UNKNOWN");
  }

  @Test
  void anotherRestartOfThePodIsAnotherEvent() throws Exception {
    for (int i = 0; i < 2; i++) {
      pods.create("kafka-0", null, true);
      step(step(null).restarting());
      clock.forward(Duration.ofMinutes(1));
    }
    assertThat(told())
        .extracting(event -> event.path("id").asText())
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  @Test
  void anEvictionIsRefusedForGoodOnceAndMaySucceedLater() throws Exception {
    answerEvictions(Moment.TOO_MANY_REQUESTS);
    pods.create("kafka-0", null, true);
    RestartingPod announced = step(null).restarting();
    step(announced);
    assertThat(told()).as("it may be let go within ten minutes").isEmpty();
    clock.forward(Duration.ofMinutes(10));
    step(announced);
    lead();
    step(announced);
    JsonNode refused = only();
    assertThat(refused.path("outcome").asText()).isEqualTo("FAILURE");
    assertThat(refused.at("/request/reason").asText()).isEqualTo("RolloutBlockedByPDB");
    assertThat(refused.path("message").asText()).contains("asked to be refused");

    answerEvictions(Moment.NEVER);
    step(announced);
    assertThat(outcomes()).containsExactly("FAILURE", "SUCCESS");
    assertThat(told()).extracting(event -> event.path("id").asText()).doesNotHaveDuplicates();
  }

  @Test
  void withoutTheRightToEvictItIsToldThatItFailed() throws Exception {
    answerEvictions(Moment.FORBIDDEN);
    pods.create("kafka-0", null, true);
    RestartingPod announced = step(null).restarting();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> step(announced)).isInstanceOf(StepFailure.class);
      assertThat(only().path("outcome").asText()).isEqualTo("FAILURE");
      assertThat(only().at("/request/reason").asText()).isEqualTo("ForbiddenByKubernetes");
    }
  }

  @Test
  void strimziIsAskedByOneEvent() throws Exception {
    pods.createOfStrimzi("kafka-0");
    RestartingPod announced = step(null).restarting();
    step(announced);
    step(announced);
    assertThat(only().path("outcome").asText()).isEqualTo("SUCCESS");
    assertThat(only().at("/request/by").asText()).isEqualTo("Strimzi");
  }

  /** The attempt leaves the status then, and nobody would find it again. */
  @Test
  void whatWasNotToldIsToldWhenTheRolloutIsSwitchedOff() throws Exception {
    pods.create("kafka-0", null, true);
    RestartingPod announced = step(null).restarting();
    AuditLog log = log("orders", "kafka-0.kafka:9092");
    rollout.leave(log, List.of(log), announced);
    assertThat(told()).as("the pod is there").isEmpty();
    client.resource(pods.get("kafka-0")).delete();
    rollout.leave(log, List.of(log), announced);
    assertThat(outcomes()).containsExactly("UNKNOWN");
  }

  private JsonNode only() throws IOException {
    List<JsonNode> told = told();
    assertThat(told).hasSize(1);
    return told.get(0);
  }

  private List<String> outcomes() throws IOException {
    return told().stream().map(event -> event.path("outcome").asText()).toList();
  }
}
