package io.kafkaaudit.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.contract.AddressFinding.Speaks;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AddressProbeTest {
  private static final byte[] HTTP =
      "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 80};
  private static final byte[] TWO_GIGABYTES = {0x7f, -1, -1, -1};

  @TempDir static Path directory;
  private static SSLContext trusting;
  private static SSLContext doubting;
  private static SSLContext serving;

  private final AddressProbe probe = probe(trusting);

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path file = directory.resolve("server.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "a",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "secret".toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "secret".toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    serving = SSLContext.getInstance("TLS");
    serving.init(keys.getKeyManagers(), null, null);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
    doubting = SSLContext.getInstance("TLS");
    doubting.init(null, null, null);
  }

  @Test
  void kafkaWithoutTlsIsRightForOneAndContradictsTheOther() throws Exception {
    try (TestServer server = new TestServer(TestServer::kafka)) {
      AddressFinding plain = probe.look(server.address(), false);
      assertThat(plain.speaks()).isEqualTo(Speaks.KAFKA);
      assertThat(plain.isRight("SASL_PLAINTEXT")).isTrue();
      assertThat(plain.contradiction("SASL_PLAINTEXT")).isNull();
      assertThat(server.connections).as("it looks once").hasValue(1);
      AddressFinding withTls = probe.look(server.address(), true);
      assertThat(withTls.speaks()).isEqualTo(Speaks.KAFKA);
      assertThat(withTls.contradiction("SASL_SSL"))
          .isEqualTo(
              server.address()
                  + " speaks Kafka without TLS, but security.protocol is SASL_SSL:"
                  + " correct one of them, or use a port with TLS");
    }
  }

  @Test
  void kafkaOverTlsIsRightForOneAndContradictsTheOther() throws Exception {
    try (TestServer server = tls(TestServer::kafka)) {
      AddressFinding withTls = probe.look(server.address(), true);
      assertThat(withTls.speaks()).isEqualTo(Speaks.KAFKA_OVER_TLS);
      assertThat(withTls.isRight("SSL")).isTrue();
      assertThat(withTls.contradiction("SSL")).isNull();
      assertThat(server.connections).as("it looks once").hasValue(1);
      assertThat(probe.look(server.address(), false).contradiction("PLAINTEXT"))
          .contains("speaks TLS, but security.protocol is PLAINTEXT");
    }
  }

  @Test
  void aCertificateThatIsNotTrustedIsTlsAllTheSame() throws Exception {
    try (TestServer server = tls(TestServer::kafka)) {
      AddressFinding finding = probe(doubting).look(server.address(), true);
      assertThat(finding.speaks()).isEqualTo(Speaks.TLS);
      assertThat(finding.contradiction("SSL")).as("the client tells it better").isNull();
      assertThat(finding.text()).contains("speaks TLS, but: ").contains("PKIX");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void httpContradictsBoth(boolean withTls) throws Exception {
    try (TestServer server = new TestServer(TestServer.answering(HTTP))) {
      AddressFinding finding = probe.look(server.address(), withTls);
      assertThat(finding.speaks()).isEqualTo(Speaks.OTHER);
      assertThat(finding.contradiction(withTls ? "SSL" : "PLAINTEXT"))
          .isEqualTo(
              server.address()
                  + " answers with HTTP, which is not Kafka's protocol:"
                  + " correct bootstrap.servers");
    }
  }

  @Test
  void httpOverTlsContradicts() throws Exception {
    try (TestServer server = tls(TestServer.answering(HTTP))) {
      assertThat(probe.look(server.address(), true).contradiction("SSL"))
          .contains("answers with HTTP over TLS, which is not Kafka's protocol");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLengthThatNoAnswerHasContradictsBoth(boolean withTls) throws Exception {
    try (TestServer server = new TestServer(TestServer.answering(TWO_GIGABYTES))) {
      AddressFinding finding = probe.look(server.address(), withTls);
      assertThat(finding.speaks()).isEqualTo(Speaks.OTHER);
      assertThat(finding.text()).contains("bytes 7f ff ff ff");
    }
  }

  @Test
  void anAnswerToAnotherRequestIsNotKafkas() throws Exception {
    byte[] garbage = {0, 0, 0, 40, 9, 9, 9, 9, 9, 9};
    try (TestServer server = new TestServer(TestServer.answering(garbage))) {
      assertThat(probe.look(server.address(), false).speaks()).isEqualTo(Speaks.OTHER);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAlertIsTls(boolean withTls) throws Exception {
    try (TestServer server = new TestServer(TestServer.answering(ALERT))) {
      AddressFinding finding = probe.look(server.address(), withTls);
      assertThat(finding.speaks()).isEqualTo(Speaks.TLS);
      assertThat(finding.contradiction("SASL_PLAINTEXT")).contains("speaks TLS, but");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void halfAnAnswerIsNoClearOne(boolean withTls) throws Exception {
    byte[] half = {0, 0, 0, 40, 0, 0};
    try (TestServer server =
        new TestServer(
            connection -> {
              connection.getInputStream().readNBytes(4);
              connection.getOutputStream().write(half);
            })) {
      AddressFinding finding = probe.look(server.address(), withTls);
      assertThat(finding.speaks()).isEqualTo(Speaks.UNKNOWN);
      assertThat(finding.contradiction("SSL")).isNull();
      assertThat(finding.contradiction("PLAINTEXT")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoClosesAtOnceHasNoClearAnswer(boolean withTls) throws Exception {
    try (TestServer server = new TestServer(connection -> {})) {
      AddressFinding finding = probe.look(server.address(), withTls);
      assertThat(finding.speaks()).isEqualTo(Speaks.UNKNOWN);
      assertThat(finding.text()).startsWith(server.address() + " has no clear answer: ");
      assertThat(server.connections).as("both ways, each once").hasValue(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoNeverAnswersIsLeft(boolean withTls) throws Exception {
    try (TestServer server = new TestServer(TestServer::awaitEnd)) {
      AddressProbe hasty = new AddressProbe(sockets(trusting), Duration.ofMillis(200));
      assertThat(hasty.look(server.address(), withTls).speaks()).isEqualTo(Speaks.UNKNOWN);
    }
  }

  @Test
  void whoNeverStopsToAnswerIsLeft() throws Exception {
    byte[] handshakeOfManyRecords = new byte[4_096 + 5];
    handshakeOfManyRecords[0] = 0x16;
    handshakeOfManyRecords[1] = 3;
    handshakeOfManyRecords[2] = 3;
    handshakeOfManyRecords[3] = 0x10;
    handshakeOfManyRecords[5] = 2; // a ServerHello of 16 MB
    handshakeOfManyRecords[6] = -1;
    try (TestServer server =
        new TestServer(
            connection -> {
              while (true) {
                connection.getOutputStream().write(handshakeOfManyRecords);
              }
            })) {
      assertThat(probe.look(server.address(), true).speaks()).isEqualTo(Speaks.TLS);
    }
  }

  @Test
  void whereNobodyListensNothingIsContradicted() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    AddressFinding finding = probe.look("localhost:" + free, false);
    assertThat(finding.speaks()).isEqualTo(Speaks.UNREACHABLE);
    assertThat(finding.text()).startsWith("localhost:" + free + " cannot be reached: ");
    assertThat(finding.contradiction("PLAINTEXT")).isNull();
  }

  @Test
  void whatIsNoAddressIsLeftToKafka() {
    assertThat(probe.look("localhost", false).text()).isEqualTo("localhost is not host:port");
    assertThat(probe.look("localhost:99999", false).speaks()).isEqualTo(Speaks.UNKNOWN);
    assertThat(probe.look("x".repeat(70) + ":9092", false).speaks()).isEqualTo(Speaks.UNREACHABLE);
  }

  @Test
  void anAddressOfVersion6IsReadAsKafkaDoes() throws Exception {
    try (TestServer server = new TestServer(TestServer::kafka)) {
      String port = server.address().substring("localhost:".length());
      assertThat(probe.look(" PLAINTEXT://[127.0.0.1]:" + port, false).speaks())
          .isEqualTo(Speaks.KAFKA);
    }
  }

  private static AddressProbe probe(SSLContext context) {
    return new AddressProbe(sockets(context), Duration.ofSeconds(10));
  }

  private static AddressProbe.TlsSockets sockets(SSLContext context) {
    return (connected, host, port) -> {
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(connected, host, port, true);
      socket.startHandshake();
      return socket;
    };
  }

  private static TestServer tls(TestServer.Handler handler) throws IOException {
    return new TestServer(
        serving
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
        handler);
  }
}
