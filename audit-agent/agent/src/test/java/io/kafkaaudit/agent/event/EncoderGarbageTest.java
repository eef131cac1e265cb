package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.ManagementRequest;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The encoder leaves no garbage, whether the JIT compiler has seen it yet or not. */
class EncoderGarbageTest {
  private static final int EVENTS = 1_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final EventEncoder encoder =
      new EventEncoder(new RunIdentity("4L6g3nShT-eMCtK--X86sw", 1, new UUID(1, 2)), "CONTROLLER");
  private long sequence;

  @SuppressWarnings("unused") // read by nobody: so that the compiler must allocate it
  private volatile byte[] garbage;

  @TestFactory
  Stream<DynamicTest> anEventOfAnyKindAllocatesNothing() throws Exception {
    Map<String, Runnable> kinds = new LinkedHashMap<>();
    kinds.put("login", login(null));
    kinds.put("failed login", login("Invalid password"));
    kinds.put("login whose failure is told at length", login("é".repeat(600)));
    kinds.put(
        "read that an ACL allowed", decision(Acts.read("orders", "User:a", true, Acts.rule())));
    kinds.put("denied read", decision(Acts.read("payroll", "User:mallory", false, null)));
    kinds.put("hostile names", decision(Acts.read("\"\n\uD800é😀 /", "User:\u202Ee", false, null)));
    kinds.put("management", management(Acts.createTopics(true, "orders", Errors.NONE)));
    kinds.put(
        "management that failed",
        management(Acts.createTopics(true, "orders", Errors.TOPIC_ALREADY_EXISTS)));
    kinds.put(
        "management that was denied",
        management(Acts.createTopics(false, "orders", Errors.TOPIC_AUTHORIZATION_FAILED)));
    kinds.put("management without a response", management(Acts.unanswered()));
    return kinds.entrySet().stream()
        .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> check(kind.getValue())));
  }

  @Test
  void whatIsAllocatedIsSeen() {
    assertThat(allocated(() -> garbage = new byte[16])).isGreaterThan(EVENTS * 16L);
  }

  private static void check(Runnable event) {
    allocated(event); // classes, tables and the buffer are made by the first
    assertThat(allocated(event)).as("bytes of %s events", EVENTS).isLessThan(EVENTS);
  }

  private static long allocated(Runnable event) {
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    for (int i = 0; i < EVENTS; i++) {
      event.run();
    }
    return THREADS.getThreadAllocatedBytes(thread) - before;
  }

  private Runnable login(String failure) throws Exception {
    Act act = Acts.login(failure);
    return () -> encoder.authentication(act, ++sequence, 2, ++act.timeMillis);
  }

  private Runnable decision(Act act) {
    return () -> encoder.decision(act, ++sequence, 2, ++act.timeMillis);
  }

  private Runnable management(ManagementRequest request) throws Exception {
    Act act = Acts.management(request);
    ResourceOutcome outcome = ResourceOutcome.of(request).get(0);
    return () -> {
      act.timeMillis++;
      encoder.management(act, outcome, ++sequence);
    };
  }
}
