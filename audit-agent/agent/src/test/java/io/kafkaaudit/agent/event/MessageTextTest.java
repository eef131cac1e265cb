package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTextTest {
  private static final String DUMP =
      "Request(processor=2, connectionId=127.0.0.1:9092-127.0.0.1:50312-2-0,"
          + " session=Session(User:%s,/127.0.0.1), listenerName=ListenerName(EXTERNAL),"
          + " securityProtocol=SASL_PLAINTEXT, buffer=null, envelope=Optional[Request(processor=1,"
          + " connectionId=c, session=Session(User:root,/10.0.0.1), buffer=null, envelope=null)])";

  @ParameterizedTest
  @ValueSource(strings = {"alice", "a(b", "a)b", "Request(", "x) is fine. Request("})
  void theDumpOfARequestIsLeftOutWhereverItStands(String user) {
    String dump = DUMP.formatted(user);
    assertThat(text("Request " + dump + " is not authorized.")) // up to Kafka 4.2
        .isEqualTo("Request is not authorized.");
    assertThat(text("Request " + dump + " needs ALTER permission.")) // since Kafka 4.3
        .isEqualTo("Request needs ALTER permission.");
    assertThat(text(dump + " is not authorized.")).isEqualTo("Request is not authorized.");
    assertThat(text("Cannot serve CreateAcls" + dump)).isEqualTo("Cannot serve");
    assertThat(text("No right: " + dump)).isEqualTo("No right:");
  }

  @Test
  void aDumpThatNeverEndsIsCutOff() {
    assertThat(text("Failed Request(processor=2, connection")).isEqualTo("Failed");
  }

  @Test
  void messagesWithoutADumpStayAsTheyAre() {
    assertThat(text("Topic 'orders' (3 partitions) already exists."))
        .isEqualTo("Topic 'orders' (3 partitions) already exists.");
    assertThat(text("")).isEmpty();
    assertThat(text("Request")).isEqualTo("Request");
  }

  @Test
  void aLongMessageSaysThatItWasCut() {
    assertThat(text("x".repeat(512))).isEqualTo("x".repeat(512));
    assertThat(text("x".repeat(513))).isEqualTo("x".repeat(512) + "...");
    assertThat(text("x".repeat(510) + " Request(a) is bad")).isEqualTo("x".repeat(510) + " i...");
  }

  private static String text(String message) {
    JsonWriter json = new JsonWriter();
    MessageText.write(json, message);
    return new String(Arrays.copyOf(json.buffer(), json.length()), StandardCharsets.UTF_8);
  }
}
