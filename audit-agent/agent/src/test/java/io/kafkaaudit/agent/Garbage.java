package io.kafkaaudit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what the calling thread allocates. */
public final class Garbage {
  private static final int TIMES = 1_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Garbage() {}

  /**
   * Asserts that doing something again and again allocates nothing. It holds before the JIT
   * compiler has seen the code, so that it does not depend on what that leaves out.
   */
  public static void assertNone(Runnable what) {
    allocated(what); // classes, tables and buffers are made by the first
    assertThat(allocated(what)).as("bytes allocated by %s times", TIMES).isLessThan(TIMES);
  }

  /** Bytes that doing something a thousand times allocates. */
  public static long allocated(Runnable what) {
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    for (int i = 0; i < TIMES; i++) {
      what.run();
    }
    return THREADS.getThreadAllocatedBytes(thread) - before;
  }
}
