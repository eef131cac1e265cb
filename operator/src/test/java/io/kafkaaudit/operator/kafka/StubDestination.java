package io.kafkaaudit.operator.kafka;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Supplier;

/** A destination that answers the calls that a test expects, and no other. */
public final class StubDestination {
  private StubDestination() {}

  /**
   * Answers these.
   *
   * @param answers by the name of the method
   */
  public static Destination answering(Map<String, Supplier<?>> answers) {
    return (Destination)
        Proxy.newProxyInstance(
            Destination.class.getClassLoader(),
            new Class<?>[] {Destination.class},
            (proxy, method, arguments) -> {
              Supplier<?> answer = answers.get(method.getName());
              if (answer == null) {
                throw new AssertionError("nobody asks for " + method.getName());
              }
              return answer.get();
            });
  }
}
