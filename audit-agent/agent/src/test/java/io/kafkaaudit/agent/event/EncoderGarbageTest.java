package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.Garbage;
import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.ManagementRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EncoderGarbageTest {
  private final EventEncoder encoder =
      new EventEncoder(new RunIdentity("4L6g3nShT-eMCtK--X86sw", 1, new UUID(1, 2)), "CONTROLLER");
  private long sequence;

  @TestFactory
  Stream<DynamicTest> anEventOfAnyKindAllocatesNothing() throws Exception {
    Map<String, Runnable> kinds = new LinkedHashMap<>();
    kinds.put("login", login(null));
    kinds.put("failed login", login("Invalid password"));
    Act linkLocal = Acts.linkLocalLogin();
    kinds.put("login by IPv6", () -> encoder.authentication(linkLocal, ++sequence, 1, 0));
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
    kinds.put("management that a broker passed on", management(Acts.forwardedAndUnanswered()));
    return kinds.entrySet().stream()
        .map(
            kind ->
                DynamicTest.dynamicTest(kind.getKey(), () -> Garbage.assertNone(kind.getValue())));
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
    ResourceOutcome outcome = Acts.outcomes(request).get(0);
    return () -> {
      act.timeMillis++;
      encoder.management(act, outcome, ++sequence);
    };
  }
}
