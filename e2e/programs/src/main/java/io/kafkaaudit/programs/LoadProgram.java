package io.kafkaaudit.programs;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Works on the audited cluster until a file appears: records, and an administrator's acts, each on
 * a topic of its own name. A line for each: {@code METHOD RESOURCE MICROSECONDS OUTCOME}, where the
 * outcome is OK or the name of an exception. Arguments: a file with the administrator's client
 * properties, and the file that ends it.
 */
public final class LoadProgram {
  private static final Duration PAUSE = Duration.ofMillis(400);
  private static final String TOPIC = "load";

  private LoadProgram() {}

  /** Ends with an exception when the audited cluster does not answer at the start. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    Properties client = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(arguments[0]))) {
      client.load(file);
    }
    Path end = Path.of(arguments[1]);
    client.setProperty("request.timeout.ms", "5000"); // a broker that is gone is given up soon
    String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    byte[] value = "payment".getBytes(StandardCharsets.US_ASCII);
    try (Admin admin = Admin.create(client);
        var producer =
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      if (!admin.listTopics().names().get().contains(TOPIC)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 2))).all().get();
      }
      for (int turn = 0; !Files.exists(end); turn++) {
        String topic = TOPIC + "-" + run + "-" + turn;
        act("Produce", TOPIC, () -> producer.send(new ProducerRecord<>(TOPIC, value)));
        act(
            "CreateTopics",
            topic,
            () -> admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
        act("IncrementalAlterConfigs", topic, () -> alter(admin, topic));
        act("DeleteTopics", topic, () -> admin.deleteTopics(List.of(topic)).all());
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }

  private static Future<?> alter(Admin admin, String topic) {
    return admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("retention.ms", "3600000"), AlterConfigOp.OpType.SET))))
        .all();
  }

  private static void act(String method, String resource, Supplier<Future<?>> request)
      throws InterruptedException {
    long started = System.nanoTime();
    String outcome;
    try {
      request.get().get();
      outcome = "OK";
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      outcome = (cause == null ? e : cause).getClass().getSimpleName();
    }
    long micros = (System.nanoTime() - started) / 1000;
    System.out.println(method + " " + resource + " " + micros + " " + outcome);
  }
}
