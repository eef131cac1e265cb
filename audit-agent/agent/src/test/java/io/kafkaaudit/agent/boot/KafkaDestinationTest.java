package io.kafkaaudit.agent.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkaaudit.agent.delivery.Destination;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaDestinationTest {
  @TempDir Path directory;
  private final KafkaDestination destination = new KafkaDestination();
  private final List<ServerSocket> servers = new CopyOnWriteArrayList<>();
  private final List<String> met = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (ServerSocket server : servers) {
      server.close();
    }
  }

  @Test
  void whatContradictsIsLeftOutAndWhatIsNotClearIsUsed() throws Exception {
    String kafka = serve(new ServerSocket(0, 9, loopback()), KafkaDestinationTest::kafka);
    String http =
        serve(
            new ServerSocket(0, 9, loopback()),
            socket -> {
              socket.getInputStream().read();
              socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
              socket.getInputStream().readAllBytes();
            });
    String closing = serve(new ServerSocket(0, 9, loopback()), socket -> {});
    Properties config = config("SASL_PLAINTEXT", http + "," + kafka + "," + closing);
    Destination.Sight sight = destination.look(config);
    assertThat(sight)
        .extracting("usable", "contradiction")
        .containsExactly(
            kafka + "," + closing,
            http + " answers with HTTP, which is not Kafka's protocol: correct bootstrap.servers");
    assertThat(sight).extracting("doubt").asString().startsWith(closing + " has no clear answer");
  }

  @Test
  void tlsIsThatOfTheClient() throws Exception {
    KeyStore own = keys("server", "localhost");
    KeyStore clients = keys("client", "writer");
    SSLServerSocket server = mutualTls(own, clients);
    String address = serve(server, this::noteAndAnswer);
    Properties config = config("SSL", address);
    config.setProperty("ssl.truststore.type", "PEM");
    config.setProperty("ssl.truststore.certificates", certificate(own));
    config.setProperty("ssl.keystore.type", "PEM");
    config.setProperty("ssl.keystore.certificate.chain", certificate(clients));
    config.setProperty("ssl.keystore.key", key(clients));
    assertThat(destination.look(config))
        .extracting("usable", "contradiction", "doubt")
        .containsExactly(address, null, null);
    assertThat(met).containsExactly("CN=writer");
    Properties without = config("SSL", address);
    without.setProperty("ssl.truststore.type", "PEM");
    without.setProperty("ssl.truststore.certificates", certificate(own));
    assertThat(destination.look(without))
        .as("TLS all the same, and the producer will tell")
        .extracting("usable", "contradiction")
        .containsExactly(address, null);
  }

  @Test
  void theNameIsSentSoThatAGatewayKnowsWhereTo() throws Exception {
    String address =
        serve(
            new ServerSocket(0, 9, loopback()),
            socket -> met.add(new String(socket.getInputStream().readNBytes(200), US_ASCII)));
    int port = Integer.parseInt(address.substring("localhost:".length()));
    try (Socket connected = new Socket(loopback(), port)) {
      assertThatThrownBy(
              () ->
                  KafkaDestination.tls(
                      config("SSL", address), connected, "audit.example.org", port))
          .isInstanceOf(IOException.class);
    }
    assertThat(met).singleElement().asString().contains("audit.example.org");
  }

  @Test
  void certificatesThatCannotBeReadAreLeftToTheProducer() throws Exception {
    String address =
        serve(
            mutualTls(keys("server", "localhost"), keys("client", "writer")), this::noteAndAnswer);
    Properties config = config("SASL_SSL", address);
    config.setProperty("ssl.truststore.type", "PEM");
    config.setProperty("ssl.truststore.certificates", "no certificate");
    assertThat(destination.look(config))
        .extracting("usable", "contradiction")
        .containsExactly(address, null);
  }

  private void noteAndAnswer(Socket socket) throws Exception {
    SSLSocket secured = (SSLSocket) socket;
    secured.startHandshake();
    ExtendedSSLSession session = (ExtendedSSLSession) secured.getSession();
    met.add(session.getPeerPrincipal().getName());
    kafka(socket);
  }

  private static void kafka(Socket socket) throws Exception {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = in.readInt();
    if (length > 0 && length < 1_000) {
      int correlation = ByteBuffer.wrap(in.readNBytes(length)).getInt(4);
      socket
          .getOutputStream()
          .write(
              ByteBuffer.allocate(14)
                  .putInt(10)
                  .putInt(correlation)
                  .putShort((short) 0)
                  .putInt(0)
                  .array());
      in.readAllBytes();
    }
  }

  /** What is done with a connection. */
  private interface Handler {
    void serve(Socket socket) throws Exception;
  }

  private String serve(ServerSocket server, Handler handler) {
    servers.add(server);
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  handler.serve(socket);
                } catch (Exception e) {
                  // the client went away, or the test ended
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return "localhost:" + server.getLocalPort();
  }

  private static SSLServerSocket mutualTls(KeyStore own, KeyStore trusted) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, "secret".toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 9, loopback());
    server.setNeedClientAuth(true);
    return server;
  }

  private KeyStore keys(String file, String name) throws Exception {
    Path path = directory.resolve(file + ".p12");
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
                "CN=" + name,
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                path.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(path)) {
      store.load(in, "secret".toCharArray());
    }
    return store;
  }

  private static String certificate(KeyStore store) throws Exception {
    return pem("CERTIFICATE", store.getCertificate("a").getEncoded());
  }

  private static String key(KeyStore store) throws Exception {
    return pem("PRIVATE KEY", store.getKey("a", "secret".toCharArray()).getEncoded());
  }

  private static String pem(String what, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static Properties config(String protocol, String servers) {
    Properties config = new Properties();
    config.setProperty("bootstrap.servers", servers);
    config.setProperty("security.protocol", protocol);
    return config;
  }
}
