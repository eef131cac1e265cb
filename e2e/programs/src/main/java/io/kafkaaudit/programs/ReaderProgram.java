package io.kafkaaudit.programs;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints the audit topic, an event a line, with nothing but the mounted Secret; lives through
 * rotations by reading it again. Argument: the mount path, by default {@code /etc/kafka-audit}. It
 * ends when it is told to, or when the key is refused and no new one is mounted.
 */
public final class ReaderProgram {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration UNTIL_CLOSED = Duration.ofSeconds(4);

  private static volatile boolean stopping;

  private ReaderProgram() {}

  /**
   * Prints until the process is told to end; then it leaves its group, so that the next goes on at
   * once.
   */
  public static void main(String[] arguments) throws IOException {
    Thread reading = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(reading)));
    Path mounted = Path.of(arguments.length > 0 ? arguments[0] : "/etc/kafka-audit");
    String properties = Files.readString(mounted.resolve("client.properties"));
    while (!stopping) {
      String next = read(mounted, properties);
      if (!next.equals(properties)) {
        System.err.println("reader: the mounted Secret has a new key");
      }
      properties = next;
    }
  }

  private static void stop(Thread reading) {
    stopping = true;
    try {
      reading.join(UNTIL_CLOSED.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads until the Secret changes, or the process ends; answers the present properties. */
  private static String read(Path mounted, String properties) throws IOException {
    Properties client = new Properties();
    client.load(new StringReader(properties));
    client.putIfAbsent("auto.offset.reset", "earliest");
    client.setProperty("enable.auto.commit", "false");
    String topic = Files.readString(mounted.resolve("topic")).trim();
    try (var consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (!stopping) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          System.out.println(
              record.partition()
                  + " "
                  + record.offset()
                  + " "
                  + new String(record.value(), StandardCharsets.UTF_8));
        }
        if (!records.isEmpty()) {
          commit(consumer);
        }
        String now = Files.readString(mounted.resolve("client.properties"));
        if (!now.equals(properties)) {
          return now;
        }
      }
      return properties;
    } catch (AuthenticationException | AuthorizationException e) {
      System.err.println("reader: REFUSED " + e.getMessage());
      throw e;
    }
  }

  /** The next commit does it where the destination is away for a while. */
  private static void commit(KafkaConsumer<?, ?> consumer) {
    try {
      consumer.commitSync();
    } catch (TimeoutException e) {
      System.err.println("reader: not committed yet: " + e.getMessage());
    }
  }
}
