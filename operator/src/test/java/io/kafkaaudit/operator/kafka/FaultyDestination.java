package io.kafkaaudit.operator.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes one call to Kafka fail, for tests that ask of every call: what if the operator dies here?
 * {@code faults.wrap(destination)} gives a {@link Destination} whose n-th call, counted from 1 over
 * all that were wrapped, throws {@code KafkaFailure} of reason DestinationUnreachable, before or
 * after its effect. Run the scenario once with {@link #none()} and read {@link #calls()} to know
 * how far n goes. {@code close} does not count. Thread-safe.
 */
public final class FaultyDestination {
  /** Whether the call that fails has had its effect on Kafka. */
  public enum When {
    /** Kafka never got it. */
    BEFORE_EFFECT,
    /** Kafka did it, and the answer was lost. */
    AFTER_EFFECT
  }

  private final int failing;
  private final When when;
  private final AtomicInteger calls = new AtomicInteger();

  private FaultyDestination(int failing, When when) {
    this.failing = failing;
    this.when = when;
  }

  /** Counts, and lets all pass. */
  public static FaultyDestination none() {
    return new FaultyDestination(0, When.BEFORE_EFFECT);
  }

  /**
   * Lets one call fail.
   *
   * @param n which, from 1
   */
  public static FaultyDestination nth(int n, When when) {
    if (n < 1) {
      throw new IllegalArgumentException("calls are counted from 1");
    }
    return new FaultyDestination(n, when);
  }

  /** Calls made so far, the one that failed included. */
  public int calls() {
    return calls.get();
  }

  public Destination wrap(Destination destination) {
    return (Destination)
        Proxy.newProxyInstance(
            Destination.class.getClassLoader(),
            new Class<?>[] {Destination.class},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class || method.getName().equals("close")) {
                return invoke(() -> method.invoke(destination, arguments));
              }
              boolean fails = calls.incrementAndGet() == failing;
              if (fails && when == When.BEFORE_EFFECT) {
                throw failure(method.getName());
              }
              Object result = invoke(() -> method.invoke(destination, arguments));
              if (fails) {
                throw failure(method.getName());
              }
              return result;
            });
  }

  private KafkaFailure failure(String call) {
    return KafkaFailure.of(
        call + " (call " + failing + ", made to fail by a test)",
        new org.apache.kafka.common.errors.TimeoutException("no answer"));
  }

  private static Object invoke(Call call) throws Throwable {
    try {
      return call.run();
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private interface Call {
    Object run() throws ReflectiveOperationException;
  }
}
