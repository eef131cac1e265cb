package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.kafkaaudit.contract.ClientField;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;

class ClientConnectionTest {
  private static final String ID = "10.0.0.1:9092-10.1.2.3:50312-0-7";
  private static final ClientInformation JAVA = new ClientInformation("apache-kafka-java", "4.3.1");

  @Test
  void theControllerReadsWhatTheBrokerWrote() {
    byte[] content = ClientConnection.encode(context("EXTERNAL", ID, JAVA));
    ClientConnection read = ClientConnection.decode(content);

    assertThat(read.protocol()).isEqualTo(SecurityProtocol.SASL_SSL);
    assertThat(read.listener()).isEqualTo("EXTERNAL");
    assertThat(read.connectionId()).isEqualTo(ID);
    assertThat(read.softwareName()).isEqualTo("apache-kafka-java");
    assertThat(read.softwareVersion()).isEqualTo("4.3.1");
  }

  /** Agents of other versions read it: these bytes never change. */
  @Test
  void theBytesAreThoseOfVersionOne() {
    byte[] content = ClientConnection.encode(context("E", "c", new ClientInformation("n", "v")));
    assertThat(HexFormat.of().formatHex(content)).isEqualTo("0103" + "0145" + "0163" + "016e0176");
  }

  @Test
  void whatLaterAgentsAppendIsPassedOver() {
    byte[] content = ClientConnection.encode(context("EXTERNAL", ID, JAVA));
    ClientConnection read = ClientConnection.decode(Arrays.copyOf(content, content.length + 9));
    assertThat(read.softwareVersion()).isEqualTo("4.3.1");
  }

  @Test
  void softwareThatTheClientDidNotGiveIsAbsent() {
    for (ClientInformation none : new ClientInformation[] {ClientInformation.EMPTY, null}) {
      ClientConnection read =
          ClientConnection.decode(ClientConnection.encode(context("EXTERNAL", ID, none)));
      assertThat(read.softwareName()).isNull();
      assertThat(read.softwareVersion()).isNull();
      assertThat(read.listener()).isEqualTo("EXTERNAL");
    }
  }

  @Test
  void whateverTheTextsAreTheContentFitsAndCanBeRead() {
    for (String each : new String[] {"x", "é", "漢", "😀", "\uD800", "\n\u0000\""}) {
      for (int times : new int[] {1, 82, 84, 124, 126, 249, 251, 32_000}) {
        String text = each.repeat(times);
        byte[] content =
            ClientConnection.encode(context(text, text, new ClientInformation(text, text)));
        assertThat(content).hasSizeLessThanOrEqualTo(ClientField.MOST_BYTES);
        ClientConnection read = ClientConnection.decode(content);
        assertThat(read).as(each + " " + times).isNotNull();
        assertThat(read.listener().charAt(0)).isIn(text.charAt(0), '?');
      }
    }
  }

  @Test
  void whatIsCutShortIsAbsent() {
    byte[] content = ClientConnection.encode(context("EXTERNAL", ID, JAVA));
    for (int length = 0; length < content.length; length++) {
      assertThat(ClientConnection.decode(Arrays.copyOf(content, length))).isNull();
    }
  }

  @Test
  void whatIsNoContentOfOursIsAbsent() {
    HexFormat hex = HexFormat.of();
    for (String hostile :
        new String[] {
          "",
          "01",
          "0103",
          "0203014501630000", // another version
          "0109014501630000", // a protocol that there is not
          "01ff014501630000",
          "0103000163" + "0000", // no listener
          "01030145" + "00" + "0000", // no connection
          "010301ff01630000", // no UTF-8
          "010302c32801630000",
          "0103ff45", // longer than what is there
          "0103014501630" + "0ff",
        }) {
      assertThat(ClientConnection.decode(hex.parseHex(hostile))).as(hostile).isNull();
    }
    byte[] good = ClientConnection.encode(context("EXTERNAL", ID, JAVA));
    assertThat(ClientConnection.decode(Arrays.copyOf(good, ClientField.MOST_BYTES))).isNotNull();
    assertThat(ClientConnection.decode(Arrays.copyOf(good, ClientField.MOST_BYTES + 1))).isNull();
  }

  @Test
  void nothingIsThrownWhateverTheBytesAre() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 2) {
        bytes[0] = ClientField.VERSION;
        bytes[1] = (byte) random.nextInt(4);
        bytes[2] = (byte) random.nextInt(16);
      }
      assertThatCode(() -> ClientConnection.decode(bytes)).doesNotThrowAnyException();
    }
  }

  private static RequestContext context(
      String listener, String connection, ClientInformation software) {
    return new RequestContext(
        new RequestHeader(ApiKeys.CREATE_TOPICS, (short) 7, "admin", 5),
        connection,
        InetAddress.getLoopbackAddress(),
        KafkaPrincipal.ANONYMOUS,
        new ListenerName(listener),
        SecurityProtocol.SASL_SSL,
        software,
        false);
  }
}
