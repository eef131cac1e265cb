package io.kafkaaudit.examples;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints the audit log: a line for each event with its partition, its offset and its JSON. Needs
 * nothing but the mounted Secret, and goes on with the new key when that changes. At least once: an
 * event may come again after a crash; its id is then the same.
 *
 * <p>Argument: where the Secret is mounted, by default /etc/kafka-audit. Ends with 1 when its key
 * is refused and no other is mounted within AUDIT_PATIENCE_SECONDS (180 if absent; the kubelet
 * takes up to two minutes).
 */
public final class AuditReader {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Path mounted;
  private final Duration patience;
  private volatile boolean stopping;

  public AuditReader(Path mounted, Duration patience) {
    this.mounted = mounted;
    this.patience = patience;
  }

  /** Prints until the process is told to end, or until there is no key to go on with. */
  public static void main(String[] arguments) throws Exception {
    Path mounted = Path.of(arguments.length > 0 ? arguments[0] : "/etc/kafka-audit");
    String patience = System.getenv().getOrDefault("AUDIT_PATIENCE_SECONDS", "180");
    AuditReader reader = new AuditReader(mounted, Duration.ofSeconds(Long.parseLong(patience)));
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> reader.stop(main)));
    reader.run();
  }

  private void run() throws IOException, InterruptedException {
    while (!stopping) {
      String key = key();
      try {
        readWith(key);
      } catch (AuthenticationException | AuthorizationException e) {
        System.err.println("reader: REFUSED " + e.getMessage());
        if (!awaitOtherThan(key)) {
          System.err.println("reader: no other key was mounted in " + patience.toSeconds() + " s");
          throw e;
        }
      }
      if (!stopping) {
        System.err.println("reader: the mounted Secret has a new key");
      }
    }
  }

  /** Prints events until the mounted key is another one. */
  private void readWith(String key) throws IOException {
    Properties client = new Properties();
    client.load(new StringReader(key));
    client.putIfAbsent("auto.offset.reset", "earliest");
    client.setProperty("enable.auto.commit", "false");
    // With a revoked key a consumer cannot even leave its group: let the group forget it soon.
    client.putIfAbsent("session.timeout.ms", "10000");
    String topic = Files.readString(mounted.resolve("topic")).trim();
    try (var consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (!stopping && key.equals(key())) {
        var records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          String event = new String(record.value(), StandardCharsets.UTF_8);
          System.out.println(record.partition() + " " + record.offset() + " " + event);
        }
        if (!records.isEmpty()) {
          commit(consumer);
        }
      }
    }
  }

  /** Only after the events are out: what is not committed comes again, nothing is left out. */
  private static void commit(KafkaConsumer<?, ?> consumer) {
    try {
      consumer.commitSync();
    } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
      System.err.println("reader: not committed, some events will come again: " + e.getMessage());
    }
  }

  private boolean awaitOtherThan(String key) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!stopping && key.equals(key())) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(POLL.toMillis());
    }
    return true;
  }

  /** One file, so that name and password are always of one key. */
  private String key() throws IOException {
    return Files.readString(mounted.resolve("client.properties"));
  }

  /**
   * Lets the last commit happen; then the group needs no timeout to see that this reader is gone.
   */
  private void stop(Thread main) {
    stopping = true;
    try {
      main.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
