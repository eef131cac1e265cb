package io.kafkaaudit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OwnClientsTest {
  private static final int BOUND = OwnClients.MOST_RESPONSE_BYTES;

  @Test
  void onlyThreadsOfOurOwnClientsAreBounded() throws Exception {
    assertThat(OwnClients.limit(-1)).isEqualTo(-1);
    assertThat(OwnClients.limit(100_000_000)).isEqualTo(100_000_000);
    assertThat(own(() -> OwnClients.limit(-1))).isEqualTo(BOUND);
    assertThat(own(() -> OwnClients.limit(100_000_000))).isEqualTo(BOUND);
    assertThat(own(() -> OwnClients.limit(1_000))).as("stricter than ours").isEqualTo(1_000);
  }

  @Test
  void aThreadThatAnOwnThreadMakesIsOwn() throws Exception {
    CompletableFuture<Integer> limit = new CompletableFuture<>();
    own(
        () -> {
          new Thread(() -> limit.complete(OwnClients.limit(-1))).start();
          return 0;
        });
    assertThat(limit.get()).isEqualTo(BOUND);
  }

  @Test
  void whatWasRefusedIsToldOnceAndByItsName() {
    OwnClients.refused(0x48545450, "-1");
    assertThat(OwnClients.takeRefused())
        .isEqualTo(
            "a bootstrap server sent HTTP, read as a response of 1213486160 bytes,"
                + " which was refused");
    assertThat(OwnClients.takeRefused()).isNull();
    OwnClients.refused(0x15030300, "3");
    assertThat(OwnClients.takeRefused()).startsWith("broker 3 sent TLS, read as");
    OwnClients.refused(Integer.MAX_VALUE, "3");
    assertThat(OwnClients.takeRefused())
        .isEqualTo("broker 3 sent a response of 2147483647 bytes, which was refused");
  }

  private static <T> T own(Supplier<T> work) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    OwnClients.thread(() -> result.complete(work.get()), "own").start();
    return result.get();
  }
}
