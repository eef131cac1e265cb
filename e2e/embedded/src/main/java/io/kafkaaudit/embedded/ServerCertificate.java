package io.kafkaaudit.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A self-signed certificate for localhost, made by the JDK's keytool.
 *
 * @param keyStore PKCS12 file with the key
 * @param pem the certificate, for those who are to trust it
 */
record ServerCertificate(Path keyStore, String pem) {
  private static final String PASSWORD = "only-for-tests";

  /** Makes one; the directory is made if it does not exist. */
  static ServerCertificate make(Path directory) {
    Path keyStore = directory.resolve("server.p12");
    Path pem = directory.resolve("ca.crt");
    try {
      Files.createDirectories(directory);
      keytool(
          keyStore,
          List.of(
              "-genkeypair",
              "-alias",
              "server",
              "-keyalg",
              "EC",
              "-dname",
              "CN=localhost",
              "-ext",
              "san=dns:localhost,ip:127.0.0.1",
              "-validity",
              "2"));
      keytool(keyStore, List.of("-exportcert", "-rfc", "-alias", "server", "-file", "" + pem));
      return new ServerCertificate(keyStore, Files.readString(pem));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Of a broker: TLS on its external listener. */
  Properties server() {
    Properties server = new Properties();
    server.setProperty(
        "listener.security.protocol.map", "EXTERNAL:SASL_SSL,CONTROLLER:SASL_PLAINTEXT");
    for (String store : List.of("keystore", "truststore")) {
      server.setProperty("ssl." + store + ".type", "PKCS12");
      server.setProperty("ssl." + store + ".location", keyStore.toString());
      server.setProperty("ssl." + store + ".password", PASSWORD);
    }
    return server;
  }

  /** Of a client that trusts it. */
  Properties client() {
    Properties client = new Properties();
    client.setProperty("security.protocol", "SASL_SSL");
    client.setProperty("ssl.truststore.type", "PEM");
    client.setProperty("ssl.truststore.certificates", pem);
    return client;
  }

  private static void keytool(Path keyStore, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(
        List.of("-keystore", keyStore.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + output);
    }
  }
}
