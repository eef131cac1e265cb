package io.kafkaaudit.brokertests;

import io.kafkaaudit.broker.BrokerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiMessage;

/** What a client may send who wants to hurt the broker through the agent. */
final class HostileLoads {
  static final int CONNECTIONS = 8;
  static final int NAMES = 3_000;

  private final BrokerProcess broker;

  HostileLoads(BrokerProcess broker) {
    this.broker = broker;
  }

  /** One thing that a connection does again and again. */
  interface Load {
    void again() throws IOException;
  }

  /** Makes what one connection does. */
  interface Connection {
    Load open() throws IOException;
  }

  Map<String, Connection> all() {
    Map<String, Connection> all = new LinkedHashMap<>();
    all.put("groups", () -> requests("mallory", "client", HostileLoads::groups, (short) 2));
    all.put(
        "topics and long client ids",
        () -> requests("mallory", "c".repeat(32_000), HostileLoads::topics, (short) 9));
    all.put(
        "configs that are allowed", () -> requests("alice", "c", HostileLoads::configs, (short) 1));
    all.put("mechanisms", () -> this::mechanism);
    return all;
  }

  private Load requests(
      String user, String clientId, java.util.function.Supplier<ApiMessage> request, short version)
      throws IOException {
    RawClient client = new RawClient(broker.bootstrapServers(), clientId);
    client.login(user, user + "-secret");
    return () -> client.ask(request.get(), version);
  }

  /** A login of which the agent is told before anybody has a name. */
  private void mechanism() throws IOException {
    try (RawClient client = new RawClient(broker.bootstrapServers(), "c")) {
      client.handshake(ThreadLocalRandom.current().nextLong() + "x".repeat(32_000));
    }
  }

  private static String random() {
    return Long.toString(ThreadLocalRandom.current().nextLong(), 36);
  }

  private static ApiMessage groups() {
    return new DeleteGroupsRequestData()
        .setGroupsNames(IntStream.range(0, NAMES).mapToObj(i -> random()).toList());
  }

  private static ApiMessage topics() {
    return new MetadataRequestData()
        .setAllowAutoTopicCreation(false)
        .setTopics(
            IntStream.range(0, NAMES)
                .mapToObj(i -> new MetadataRequestData.MetadataRequestTopic().setName(random()))
                .toList());
  }

  private static ApiMessage configs() {
    IncrementalAlterConfigsRequestData data = new IncrementalAlterConfigsRequestData();
    for (int i = 0; i < NAMES; i++) {
      IncrementalAlterConfigsRequestData.AlterConfigsResource topic =
          new IncrementalAlterConfigsRequestData.AlterConfigsResource()
              .setResourceType((byte) 2)
              .setResourceName(random());
      topic
          .configs()
          .add(
              new IncrementalAlterConfigsRequestData.AlterableConfig()
                  .setName("retention.ms")
                  .setValue("1"));
      data.resources().add(topic);
    }
    return data;
  }

  /**
   * Runs a load on all connections while something else is done.
   *
   * @return how often it was done
   */
  static long during(Connection connection, Work work) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong times = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(
            threads.submit(
                () -> {
                  Load load = connection.open();
                  while (!over.get()) {
                    load.again();
                    times.incrementAndGet();
                  }
                  return null;
                }));
      }
      work.run();
      over.set(true);
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
    return times.get();
  }

  /** What is done beside a load. */
  interface Work {
    void run() throws Exception;
  }
}
