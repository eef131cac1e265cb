package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BrokerShutdownTest {
  @Test
  void theAgentStopsAfterTheBroker() throws Exception {
    CountDownLatch serving = new CountDownLatch(1);
    Thread broker =
        new Thread(
            () -> {
              try {
                serving.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "kafka-shutdown-hook");
    broker.start();
    Thread agent = new Thread(BrokerShutdown::await);
    agent.start();
    await().until(() -> agent.getState() == Thread.State.WAITING);
    assertThat(broker.isAlive()).isTrue();
    serving.countDown();
    agent.join();
    assertThat(broker.isAlive()).isFalse();
  }
}
