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
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints the audit topic, an event a line, with nothing but the mounted Secret; lives through
 * rotations by reading it again. Argument: the mount path, by default {@code /etc/kafka-audit}. It
 * ends when it is told to, or when the key is refused and no new one is mounted.
 */
public final class ReaderProgram {
  private static final Duration POLL = Duration.ofMillis(200);

  private ReaderProgram() {}

  /** Prints for ever. */
  public static void main(String[] arguments) throws IOException {
    Path mounted = Path.of(arguments.length > 0 ? arguments[0] : "/etc/kafka-audit");
    String properties = Files.readString(mounted.resolve("client.properties"));
    while (true) {
      String next = read(mounted, properties);
      System.err.println("reader: the mounted Secret has a new key");
      properties = next;
    }
  }

  /** Reads until the Secret changes; answers the new properties. */
  private static String read(Path mounted, String properties) throws IOException {
    Properties client = new Properties();
    client.load(new StringReader(properties));
    client.putIfAbsent("auto.offset.reset", "earliest");
    client.setProperty("enable.auto.commit", "false");
    String topic = Files.readString(mounted.resolve("topic")).trim();
    try (var consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          System.out.println(
              record.partition()
                  + " "
                  + record.offset()
                  + " "
                  + new String(record.value(), StandardCharsets.UTF_8));
        }
        consumer.commitSync();
        String now = Files.readString(mounted.resolve("client.properties"));
        if (!now.equals(properties)) {
          return now;
        }
      }
    } catch (AuthenticationException | AuthorizationException e) {
      System.err.println("reader: REFUSED " + e.getMessage());
      throw e;
    }
  }
}
