package io.kafkaaudit.operator.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;

/** Measures the calls to a destination. */
public final class CallTimes {

  /** Told of each call when it has ended. Called by several threads at once. */
  @FunctionalInterface
  public interface Listener {

    /**
     * One call.
     *
     * @param call the method's name in {@link Destination}
     * @param outcome {@code success}, or the name of a {@link KafkaFailure.Reason}, or {@code
     *     error}
     */
    void called(String call, String outcome, Duration time);
  }

  private CallTimes() {}

  /** The same destination, and every call of it but {@code close} is told of. */
  public static Destination of(Destination destination, Listener listener) {
    return (Destination)
        Proxy.newProxyInstance(
            Destination.class.getClassLoader(),
            new Class<?>[] {Destination.class},
            (proxy, method, arguments) -> {
              boolean measured =
                  method.getDeclaringClass() == Destination.class
                      && !method.getName().equals("close");
              String outcome = "success";
              long begin = System.nanoTime();
              try {
                return method.invoke(destination, arguments);
              } catch (InvocationTargetException e) {
                outcome =
                    e.getCause() instanceof KafkaFailure failure
                        ? failure.reason().name()
                        : "error";
                throw e.getCause();
              } finally {
                if (measured) {
                  listener.called(
                      method.getName(), outcome, Duration.ofNanos(System.nanoTime() - begin));
                }
              }
            });
  }
}
