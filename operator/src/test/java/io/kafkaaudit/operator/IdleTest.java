package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.embedded.EmbeddedKafka;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator that has nothing to do writes nothing: not to the API server, and not to Kafka. */
class IdleTest {
  /** Every request by which an admin changes something, as the broker counts them. */
  private static final Set<String> KAFKA_WRITES =
      Set.of(
          "AlterConfigs",
          "AlterUserScramCredentials",
          "CreateAcls",
          "CreateDelegationToken",
          "CreatePartitions",
          "CreateTopics",
          "DeleteAcls",
          "DeleteGroups",
          "DeleteRecords",
          "DeleteTopics",
          "ExpireDelegationToken",
          "IncrementalAlterConfigs",
          "OffsetDelete");

  private static final int POLLS = 8;

  @TempDir static Path directory;

  @Test
  void nothingIsWrittenWhileNothingChanges() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        Admin root = kafka.root();
        OperatorBench bench = new OperatorBench(kafka, root, Duration.ofMillis(300))) {
      bench.start();
      bench.applyAdmin("idle");
      bench.applyLog("idle", 2);
      bench.applyCredential("quiet", "idle", "Overlap");
      bench.awaitReady("quiet");
      await()
          .atMost(OperatorBench.LONG)
          .until(() -> bench.logReason("idle", "Ready").equals("AllReady"));
      Map<String, Long> before = kafkaWrites();
      assertThat(before.get("CreateAcls")).as("the counting works").isPositive();
      polls(bench, 2); // what was on its way when everything was Ready

      bench.requests();
      before = kafkaWrites();
      polls(bench, POLLS);

      List<String> requests = bench.requests();
      assertThat(requests).as("it did look").anyMatch(request -> request.startsWith("GET "));
      assertThat(requests)
          .allMatch(request -> request.startsWith("GET "), "reads")
          .noneMatch(request -> request.contains("/events"));
      assertThat(kafkaWrites()).isEqualTo(before);
    }
  }

  /** Waits until the topic was looked at so many times more. */
  private static void polls(OperatorBench bench, int polls) {
    long before = bench.looks();
    await().atMost(OperatorBench.LONG).until(() -> bench.looks() >= before + polls);
  }

  private static Map<String, Long> kafkaWrites() throws JMException {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    Map<String, Long> counts = new TreeMap<>();
    for (ObjectName name :
        beans.queryNames(
            new ObjectName("kafka.network:type=RequestMetrics,name=RequestsPerSec,*"), null)) {
      String request = name.getKeyProperty("request");
      if (KAFKA_WRITES.contains(request)) {
        counts.merge(request, (Long) beans.getAttribute(name, "Count"), Long::sum);
      }
    }
    return counts;
  }
}
