package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to log in beside passwords, and logging in again on the same connection. */
class LoginsIT {
  @TempDir Path directory;

  @ParameterizedTest(name = "Kafka {0}")
  @ValueSource(strings = {"3.9.2", "4.3.1"})
  void certificatesTokensAndReauthenticationsAreSeen(String version) throws Exception {
    Certificates ours = new Certificates("ours");
    Certificates theirs = new Certificates("theirs");
    Certificates.Signed server = ours.sign("CN=localhost");
    Path keyStore = directory.resolve("broker.pem");
    Path trustStore = directory.resolve("authority.pem");
    Files.writeString(keyStore, server.keyPem() + server.certificatePem());
    Files.writeString(trustStore, ours.authorityPem());
    try (Audit audit = new Audit(version, directory)) {
      audit.writeSettings();
      audit.writeWriterKey();
      BrokerOptions options =
          BrokerOptions.of(Audit.version(version))
              .scramUser("alice", "alice-secret")
              .mutualTls(keyStore, trustStore)
              .property("listener.name.external.scram-sha-512.connections.max.reauth.ms", "1500")
              .property(
                  "listener.name.external.oauthbearer.sasl.jaas.config",
                  "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                      + " unsecuredLoginStringClaim_sub=\"broker\""
                      + " unsecuredValidatorRequiredScope=\"orders\";")
              .agent(Audit.AGENT_JAR, audit.agentDirectory);
      try (BrokerProcess broker = BrokerProcess.start(options, directory.resolve("audited"))) {
        Certificates.Signed client = ours.sign("OU=lab,CN=client");
        tryOnce(tls(broker, ours, client));
        tryOnce(tls(broker, ours, theirs.sign("CN=stranger")));
        tryOnce(tls(broker, ours, null));
        tryOnce(Audit.bearer(broker, "no-scope"));
        tryOnce(Audit.bearer(broker, "scoped\" unsecuredLoginStringClaim_scope=\"orders"));
        try (Admin admin = Admin.create(Audit.scram(broker, "alice", "alice-secret"))) {
          await()
              .atMost(Duration.ofSeconds(30))
              .until(
                  () -> {
                    admin.describeCluster().nodes().get();
                    return mostLoginsOfOneConnection(audit.events(), "User:alice") >= 2;
                  });
        }
      }
      List<JsonNode> events = audit.awaitEvents(all -> Audit.hasLifecycle(all, "stop"));

      assertThat(logins(events))
          .containsExactlyInAnyOrder(
              "User:CN=client,OU=lab by SSL on TLS: SUCCESS",
              "nobody by SSL on TLS: FAILURE",
              "User:no-scope by SASL_PLAINTEXT/OAUTHBEARER on EXTERNAL: FAILURE",
              "User:scoped by SASL_PLAINTEXT/OAUTHBEARER on EXTERNAL: SUCCESS",
              "User:alice by SASL_PLAINTEXT/SCRAM-SHA-512 on EXTERNAL: SUCCESS",
              "User:root by SASL_PLAINTEXT/PLAIN on CONTROLLER: SUCCESS");
      assertThat(audit.report().isAccountedFor()).as(audit.report().table()).isTrue();
    }
  }

  /** TLS is the same class at both ends of a connection, and brokers are clients of controllers. */
  @ParameterizedTest(name = "controllers by {0}")
  @CsvSource({"SSL, User:CN=localhost by SSL", "SASL_SSL, User:root by SASL_SSL/PLAIN"})
  void aBrokersLoginIsSeenWhereItArrivesOnly(String protocol, String login) throws Exception {
    Certificates ours = new Certificates("ours");
    Certificates.Signed node = ours.sign("CN=localhost");
    Path keyStore = directory.resolve("node.pem");
    Path trustStore = directory.resolve("authority.pem");
    Files.writeString(keyStore, node.keyPem() + node.certificatePem());
    Files.writeString(trustStore, ours.authorityPem());
    try (Audit audit = new Audit("4.3.1", directory)) {
      audit.writeSettings();
      audit.writeWriterKey();
      BrokerOptions options =
          BrokerOptions.of(Audit.version("4.3.1"))
              .separateRoles(true)
              .property("super.users", "User:root;User:CN=localhost")
              .property(
                  "listener.security.protocol.map",
                  "EXTERNAL:SASL_PLAINTEXT,TLS:SSL,CONTROLLER:" + protocol)
              .property("ssl.keystore.type", "PEM")
              .property("ssl.keystore.location", keyStore.toString())
              .property("ssl.truststore.type", "PEM")
              .property("ssl.truststore.location", trustStore.toString())
              .property("listener.name.controller.ssl.client.auth", "required")
              .agent(Audit.AGENT_JAR, audit.agentDirectory);
      try (BrokerProcess broker = BrokerProcess.start(options, directory.resolve("audited"))) {
        tryOnce(Audit.root(broker));
      }
      List<JsonNode> events =
          audit.awaitEvents(
              all ->
                  all.stream().filter(e -> e.at("/data/phase").asText().equals("stop")).count()
                      == 2);
      assertThat(logins(events))
          .containsExactlyInAnyOrder(
              login + " on CONTROLLER: SUCCESS",
              "User:root by SASL_PLAINTEXT/PLAIN on EXTERNAL: SUCCESS");
      assertThat(events)
          .filteredOn(e -> e.at("/data/requestMetadata/listener").asText().equals("CONTROLLER"))
          .isNotEmpty()
          .allMatch(e -> e.at("/data/requestMetadata/nodeId").asInt() == 1);
    }
  }

  private static void tryOnce(Properties client) throws InterruptedException {
    try (Admin admin = Admin.create(client)) {
      Script.end(admin.describeCluster().nodes());
    }
  }

  private static Properties tls(BrokerProcess broker, Certificates trusted, Certificates.Signed own)
      throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker.tlsBootstrapServers());
    properties.put("security.protocol", "SSL");
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.certificates", trusted.authorityPem());
    if (own != null) {
      properties.put("ssl.keystore.type", "PEM");
      properties.put("ssl.keystore.key", own.keyPem());
      properties.put("ssl.keystore.certificate.chain", own.certificatePem());
    }
    return properties;
  }

  private static long mostLoginsOfOneConnection(List<JsonNode> events, String principal) {
    Map<String, Long> logins =
        events.stream()
            .filter(e -> e.path("type").asText().endsWith("/authentication"))
            .filter(e -> e.at("/data/authenticationInfo/principal").asText().equals(principal))
            .collect(
                Collectors.groupingBy(
                    e -> e.at("/data/requestMetadata/connectionId").asText(),
                    Collectors.counting()));
    return logins.values().stream().mapToLong(n -> n).max().orElse(0);
  }

  /** How often a client tries is its own business. */
  private static TreeSet<String> logins(List<JsonNode> events) {
    return events.stream()
        .filter(e -> e.path("type").asText().endsWith("/authentication"))
        .map(e -> e.path("data"))
        .map(
            data ->
                data.at("/authenticationInfo/principal").asText("nobody")
                    + " by "
                    + data.at("/authenticationInfo/metadata/mechanism").asText()
                    + " on "
                    + data.at("/requestMetadata/listener").asText()
                    + ": "
                    + data.at("/result/status").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
