package io.kafkaaudit.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerProcess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;

/** What people do on the audited cluster, allowed and forbidden, and what must be read of it. */
final class Acts {
  static final String USER = "alice";
  static final String PASSWORD = "alice-secret";

  private final BrokerProcess broker;
  private final Map<String, Predicate<JsonNode>> expected = new LinkedHashMap<>();

  Acts(BrokerProcess broker) {
    this.broker = broker;
  }

  void run() throws InterruptedException {
    try (Admin alice = Admin.create(client("scram.Scram", "SCRAM-SHA-512", USER, PASSWORD))) {
      end(alice.describeCluster().clusterId());
      expect("alice logs in", "Authentication", "", "User:alice", "SUCCESS");
      end(alice.createTopics(List.of(new NewTopic("payments", 1, (short) 1))).all());
      expect(
          "alice may not create a topic",
          "CreateTopics",
          "topic=payments",
          "User:alice",
          "FAILURE");
      end(alice.describeTopics(List.of("payroll")).allTopicNames());
      expect(
          "nor look at one", "DescribeTopicPartitions", "topic=payroll", "User:alice", "FAILURE");
    }
    try (Admin thief = Admin.create(client("scram.Scram", "SCRAM-SHA-512", USER, "guess"))) {
      end(thief.describeCluster().clusterId());
      expect("somebody guesses her password", "Authentication", "", "User:alice", "FAILURE");
    }
    try (Admin root =
        Admin.create(
            client(
                "plain.Plain", "PLAIN", BrokerProcess.SUPER_USER, BrokerProcess.SUPER_PASSWORD))) {
      end(root.createTopics(List.of(new NewTopic("payments", 1, (short) 1))).all());
      expect("root creates a topic", "CreateTopics", "topic=payments", "User:root", "SUCCESS");
      end(
          root.incrementalAlterConfigs(
                  Map.of(
                      new ConfigResource(ConfigResource.Type.TOPIC, "payments"),
                      List.of(
                          new AlterConfigOp(
                              new ConfigEntry("retention.ms", "3600000"),
                              AlterConfigOp.OpType.SET))))
              .all());
      expect("alters it", "IncrementalAlterConfigs", "topic=payments", "User:root", "SUCCESS");
      end(root.deleteConsumerGroups(List.of("nobody")).all());
      expect(
          "deletes a group that is not there",
          "DeleteGroups",
          "group=nobody",
          "User:root",
          "FAILURE");
      end(root.deleteTopics(List.of("payments")).all());
      expect("deletes the topic", "DeleteTopics", "topic=payments", "User:root", "SUCCESS");
    }
  }

  /** What must be read, each with a name for people, in the order of the acts. */
  Map<String, Predicate<JsonNode>> expected() {
    return expected;
  }

  private void expect(String name, String method, String subject, String who, String status) {
    expected.put(
        name,
        event ->
            event.at("/data/methodName").asText().equals("kafka." + method)
                && event.path("subject").asText().endsWith(subject)
                && event.at("/data/authenticationInfo/principal").asText().equals(who)
                && event.at("/data/result/status").asText().equals(status));
  }

  private Properties client(String module, String mechanism, String user, String password) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", broker.bootstrapServers());
    client.setProperty("security.protocol", "SASL_PLAINTEXT");
    client.setProperty("sasl.mechanism", mechanism);
    client.setProperty(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.%sLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(module, user, password));
    return client;
  }

  /** That some acts are refused is what the audit log shows. */
  private static void end(KafkaFuture<?> act) throws InterruptedException {
    try {
      act.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof ApiException)) {
        throw new IllegalStateException("the audited broker did not answer", e);
      }
    }
  }
}
