package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.operator.kafka.Destination;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the probes of Kubernetes would be told. */
class HealthTest {
  @TempDir static Path directory;

  @Test
  void aReconciliationThatHangsMakesTheProcessDeadAndNotUnready() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        Admin root = kafka.root();
        OperatorBench bench = new OperatorBench(kafka, root, Duration.ofMillis(300))) {
      bench.start(Fault.none(), destination -> hangingIn(destination, hanging, answer));
      await().atMost(OperatorBench.LONG).until(() -> bench.operator().unready().isEmpty());
      bench.clock().forward(Duration.ofDays(1));
      assertThat(bench.operator().dead()).as("nothing to do").isEmpty();

      bench.applyAdmin("hung");
      bench.applyLog("hung", 2);
      hanging.await();
      assertThat(bench.operator().dead()).isEmpty();
      // The poll may be the first that hangs, and the reconciliation the next.
      await()
          .atMost(OperatorBench.LONG)
          .untilAsserted(
              () -> {
                bench.clock().forward(Duration.ofMinutes(10));
                assertThat(bench.operator().dead())
                    .hasValueSatisfying(
                        text -> assertThat(text).contains("AuditLog/security/hung"));
              });
      assertThat(bench.operator().unready()).isEmpty();

      answer.countDown();
      await()
          .atMost(OperatorBench.LONG)
          .until(() -> bench.logReason("hung", "Ready").equals("AllReady"));
      await().atMost(OperatorBench.LONG).until(() -> bench.operator().dead().isEmpty());
    }
  }

  private static Destination hangingIn(
      Destination destination, CountDownLatch hanging, CountDownLatch answer) {
    return (Destination)
        Proxy.newProxyInstance(
            Destination.class.getClassLoader(),
            new Class<?>[] {Destination.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("clusterId")) {
                hanging.countDown();
                answer.await();
              }
              try {
                return method.invoke(destination, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
