package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import io.kafkaaudit.verifier.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that want to hurt a broker through the agent: its heap holds at most {@code memory.bytes}
 * more than without the agent, no heartbeat is missed, and nobody's evidence is pushed out.
 */
class StressIT {
  private static final String VERSION = "4.3.1";
  private static final long MEMORY = 48L << 20;
  private static final int SECONDS = Integer.getInteger("stress.seconds", 20);

  /** Resources of the largest requests; with 100,000 Kafka itself takes minutes on two cores. */
  private static final int LARGEST = Integer.getInteger("stress.largest", 10_000);

  /** Of CreateAcls that are allowed: Kafka takes a minute for so many. */
  private static final int MOST_ACLS = 1_000;

  @TempDir Path directory;

  @Test
  void noClientHurtsABrokerThroughTheAgent() throws Exception {
    Map<String, Long> without = new HashMap<>();
    long missedWithout;
    try (BrokerProcess broker = broker(null, "without");
        BrokerJvm jvm = new BrokerJvm(broker)) {
      prepare(broker);
      without.putAll(heapOfEveryApi(broker, jvm));
      for (var load : new HostileLoads(broker).all().entrySet()) {
        long[] most = new long[1];
        HostileLoads.during(load.getValue(), () -> most[0] = mostHeap(jvm, SECONDS / 4));
        without.put(load.getKey(), most[0]);
      }
      missedWithout = jvm.missedHeartbeats();
    }
    int acts = 0;
    try (Audit audit = new Audit(VERSION, directory)) {
      audit.writeSettings();
      audit.writeWriterKey();
      try (BrokerProcess broker = broker(audit, "audited");
          BrokerJvm jvm = new BrokerJvm(broker)) {
        prepare(broker);
        heapOfEveryApi(broker, jvm)
            .forEach(
                (which, bytes) ->
                    assertThat(bytes - without.get(which))
                        .as("bytes of the heap that the agent holds: " + which)
                        .isLessThanOrEqualTo(MEMORY));
        for (var load : new HostileLoads(broker).all().entrySet()) {
          int first = acts;
          long[] most = new long[1];
          int[] done = new int[1];
          long times =
              HostileLoads.during(
                  load.getValue(),
                  () -> {
                    AclLoad admin = new AclLoad(broker, first);
                    most[0] = mostHeap(jvm, SECONDS);
                    done[0] = admin.stop();
                  });
          acts += done[0];
          System.out.printf(
              "stress: %s: %d times, heap %d MB (%d without the agent), %d admin acts, missed heartbeats %d (%d)%n",
              load.getKey(),
              times,
              most[0] >> 20,
              without.get(load.getKey()) >> 20,
              done[0],
              jvm.missedHeartbeats(),
              missedWithout);
          assertThat(most[0] - without.get(load.getKey()))
              .as("bytes of the heap that the agent holds: %s", load.getKey())
              .isLessThanOrEqualTo(MEMORY);
          assertThat(done[0]).as(load.getKey()).isPositive();
        }
        // Kafka itself misses some where it works on one request for seconds (100,000 resources).
        assertThat(jvm.missedHeartbeats()).isLessThanOrEqualTo(missedWithout);
        assertThat(broker.log()).doesNotContain("OutOfMemory");
      }
      assertThatAllIsToldOrNamed(audit, acts);
    }
  }

  /** By size of the requests and who sends them, what the heap holds at most. */
  private static Map<String, Long> heapOfEveryApi(BrokerProcess broker, BrokerJvm jvm)
      throws Exception {
    Map<String, Long> most = new HashMap<>();
    for (int size : new int[] {1, 1_000, LARGEST}) {
      for (String user : List.of("mallory", "carol")) {
        Map<String, ApiMessage> messages = ManagementMessages.about(size);
        if (user.equals("carol") && size > MOST_ACLS) {
          messages.remove("CreateAcls");
        }
        try (RawClient client = new RawClient(broker.bootstrapServers(), "c")) {
          client.login(user, user + "-secret");
          for (var message : messages.entrySet()) {
            client.ask(message.getValue(), version(message.getValue()));
            most.merge(size + " " + user, jvm.heapAfterCollection(), Math::max);
          }
        }
      }
    }
    return most;
  }

  private static short version(ApiMessage message) {
    return ApiKeys.forId(message.apiKey()).latestVersion();
  }

  private static void assertThatAllIsToldOrNamed(Audit audit, int acts) {
    List<JsonNode> events = audit.awaitEvents(all -> Audit.hasLifecycle(all, "stop"));
    Report report = audit.report();
    assertThat(report.isAccountedFor()).as(report.table()).isTrue();
    assertThat(
            events.stream()
                .filter(e -> e.at("/data/methodName").asText().equals("kafka.CreateAcls"))
                .filter(e -> e.path("subject").asText().contains("/topic=act-"))
                .map(e -> e.path("subject").asText())
                .distinct())
        .as("acts of the administrator beside the loads")
        .hasSize(acts);
    assertThat(events)
        .filteredOn(e -> e.at("/data/authenticationInfo/principal").asText().equals("User:mallory"))
        .as("denials that are one event")
        .anyMatch(e -> e.at("/data/flood/sample").size() == 20);
  }

  /** The most that a collection leaves, looked at every two seconds. */
  private static long mostHeap(BrokerJvm jvm, int seconds) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long most = 0;
    do {
      TimeUnit.SECONDS.sleep(2); // of load, which is what the test is about
      most = Math.max(most, jvm.heapAfterCollection());
    } while (System.nanoTime() < until);
    return most;
  }

  private BrokerProcess broker(Audit audit, String name) {
    BrokerOptions options =
        BrokerOptions.of(Audit.version(VERSION))
            .heap("1g")
            .plainUser("mallory", "mallory-secret")
            .plainUser("alice", "alice-secret")
            .plainUser("carol", "carol-secret")
            .property("super.users", "User:" + BrokerProcess.SUPER_USER + ";User:carol");
    return BrokerProcess.start(
        audit == null ? options : options.agent(Audit.AGENT_JAR, audit.agentDirectory),
        directory.resolve(name));
  }

  private static void prepare(BrokerProcess broker) throws Exception {
    try (Admin admin = Admin.create(Audit.root(broker))) {
      admin
          .createAcls(
              List.of(
                  Acls.allow("User:alice", AclOperation.ALTER_CONFIGS, ResourceType.TOPIC, "*")))
          .all()
          .get();
    }
  }

  /** An administrator who creates one ACL after the other until he is stopped. */
  private static final class AclLoad {
    private final Thread thread;
    private volatile boolean over;
    private volatile int done;

    AclLoad(BrokerProcess broker, int first) {
      thread =
          new Thread(
              () -> {
                try (Admin admin = Admin.create(Audit.root(broker))) {
                  while (!over) {
                    admin
                        .createAcls(
                            List.of(
                                Acls.allow(
                                    "User:bob",
                                    AclOperation.READ,
                                    ResourceType.TOPIC,
                                    "act-" + (first + done))))
                        .all()
                        .get();
                    done++;
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.start();
    }

    int stop() throws InterruptedException {
      over = true;
      thread.join(Duration.ofSeconds(60).toMillis());
      return done;
    }
  }
}
