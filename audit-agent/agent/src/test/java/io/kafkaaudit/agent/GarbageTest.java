package io.kafkaaudit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GarbageTest {
  @SuppressWarnings("unused") // read by nobody: so that the compiler must allocate it
  private volatile byte[] garbage;

  @Test
  void whatIsAllocatedIsSeen() {
    assertThat(Garbage.allocated(() -> garbage = new byte[16])).isGreaterThan(16_000);
  }
}
