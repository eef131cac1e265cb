package io.kafkaaudit.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class EventLineTest {

  @Test
  void aDenialAtAGlance() throws Exception {
    assertThat(
            line(
                """
                {"type":"io.confluent.kafka.server/authorization","time":"2026-11-24T08:31:02.123Z",
                 "subject":"crn:///kafka=abc/topic=payroll","data":{"methodName":"kafka.CreateTopics",
                 "authenticationInfo":{"principal":"User:alice"},"authorizationInfo":{"granted":false},
                 "result":{"status":"FAILURE","message":"Authorization failed.","errorName":"TOPIC_AUTHORIZATION_FAILED"},
                 "requestMetadata":{"clientAddress":[{"ip":"10.1.2.3"}]}}}"""))
        .containsExactly(
            "08:31:02.123",
            "User:alice",
            "CreateTopics",
            "topic=payroll",
            "denied",
            "FAILURE",
            "TOPIC_AUTHORIZATION_FAILED",
            "10.1.2.3");
  }

  @Test
  void whatWasOnlyValidatedDoesNotLookDone() throws Exception {
    assertThat(
            line(
                """
                {"type":"io.confluent.kafka.server/authorization","time":"2026-11-24T08:31:02.123Z",
                 "subject":"crn:///kafka=abc/topic=t","data":{"methodName":"kafka.CreateTopics",
                 "authenticationInfo":{"principal":"User:alice"},"authorizationInfo":{"granted":true},
                 "request":{"correlationId":1,"validateOnly":true},"result":{"status":"SUCCESS","message":""}}}"""))
        .containsExactly(
            "08:31:02.123",
            "User:alice",
            "CreateTopics",
            "topic=t",
            "allowed",
            "only",
            "validated:",
            "SUCCESS");
  }

  @Test
  void whatTheAgentSaysOfItself() throws Exception {
    assertThat(
            line(
                """
                {"type":"io.kafkaaudit.agent/lifecycle","time":"2026-11-24T08:31:02.123Z",
                 "subject":"crn:///kafka=abc","data":{"phase":"stop"}}"""))
        .containsExactly("08:31:02.123", "the", "agent", "lifecycle", "the", "cluster", "stop");
  }

  @Test
  void whoHadTheOperatorDoSomething() throws Exception {
    assertThat(
            line(
                """
                {"type":"io.kafkaaudit.operator/request","time":"2026-11-24T08:31:02.123Z",
                 "subject":"crn:///kafka=abc/key=KA","data":{"methodName":"kafkaaudit.RotateKey",
                 "changedBy":{"source":"admission","user":"alice@example.com"},
                 "result":{"status":"SUCCESS","message":""}}}"""))
        .containsExactly("08:31:02.123", "alice@example.com", "RotateKey", "key=KA", "SUCCESS");
  }

  @Test
  void anythingElseIsNoError() throws Exception {
    assertThat(line("{}")).isNotEmpty();
  }

  private static String[] line(String event) throws Exception {
    return EventLine.of(new ObjectMapper().readTree(event)).trim().split(" +");
  }
}
