package io.kafkaaudit.programs;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;

/** What people do on the audited cluster, allowed and forbidden, and what must be read of it. */
public final class Acts {
  /** An ordinary user; SCRAM-SHA-512. */
  public static final String USER = "alice";

  /** Her password. */
  public static final String PASSWORD = "alice-secret";

  private static final String TOPIC = "payments";

  private Acts() {}

  /**
   * What must be read of {@link #run}, each in the order of the acts.
   *
   * @param root principal of the administrator
   */
  public static List<ExpectedEvent> expected(String root) {
    String alice = "User:" + USER;
    return List.of(
        new ExpectedEvent("alice logs in", "Authentication", "", alice, "SUCCESS"),
        new ExpectedEvent(
            "alice may not create a topic", "CreateTopics", "topic=" + TOPIC, alice, "FAILURE"),
        new ExpectedEvent(
            "nor look at one", "DescribeTopicPartitions", "topic=payroll", alice, "FAILURE"),
        new ExpectedEvent("somebody guesses her password", "Authentication", "", alice, "FAILURE"),
        new ExpectedEvent(
            "root creates a topic", "CreateTopics", "topic=" + TOPIC, root, "SUCCESS"),
        new ExpectedEvent(
            "alters it", "IncrementalAlterConfigs", "topic=" + TOPIC, root, "SUCCESS"),
        new ExpectedEvent(
            "deletes a group that is not there", "DeleteGroups", "group=nobody", root, "FAILURE"),
        new ExpectedEvent("deletes the topic", "DeleteTopics", "topic=" + TOPIC, root, "SUCCESS"));
  }

  /**
   * Does it all.
   *
   * @param bootstrapServers of the audited cluster, without TLS
   * @param root client properties of the administrator
   */
  public static void run(String bootstrapServers, Properties root) throws InterruptedException {
    try (Admin alice = Admin.create(alice(bootstrapServers, PASSWORD))) {
      end(alice.describeCluster().clusterId());
      end(alice.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all());
      end(alice.describeTopics(List.of("payroll")).allTopicNames());
    }
    try (Admin thief = Admin.create(alice(bootstrapServers, "guess"))) {
      end(thief.describeCluster().clusterId());
    }
    try (Admin admin = Admin.create(root)) {
      end(admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all());
      end(
          admin
              .incrementalAlterConfigs(
                  Map.of(
                      new ConfigResource(ConfigResource.Type.TOPIC, TOPIC),
                      List.of(
                          new AlterConfigOp(
                              new ConfigEntry("retention.ms", "3600000"),
                              AlterConfigOp.OpType.SET))))
              .all());
      end(admin.deleteConsumerGroups(List.of("nobody")).all());
      end(admin.deleteTopics(List.of(TOPIC)).all());
    }
  }

  private static Properties alice(String bootstrapServers, String password) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", bootstrapServers);
    client.setProperty("security.protocol", "SASL_PLAINTEXT");
    client.setProperty("sasl.mechanism", "SCRAM-SHA-512");
    client.setProperty(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(USER, password));
    return client;
  }

  /** That some acts are refused is what the audit log shows. */
  private static void end(KafkaFuture<?> act) throws InterruptedException {
    try {
      act.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof ApiException)) {
        throw new IllegalStateException("the audited cluster did not answer", e);
      }
    }
  }
}
