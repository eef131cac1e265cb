package io.kafkaaudit.operator.kafka;

import io.kafkaaudit.operator.Fault;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Makes a call to Kafka fail with {@code DestinationUnreachable}, for tests that ask of every call:
 * what if the operator dies here? The kind of a call is the name of its method. What makes no call,
 * {@code close} and plans with nothing to do, always passes.
 */
public final class FaultyDestination {
  private FaultyDestination() {}

  /** The destination, with this fault. */
  public static Destination wrap(Destination destination, Fault fault) {
    return (Destination)
        Proxy.newProxyInstance(
            Destination.class.getClassLoader(),
            new Class<?>[] {Destination.class},
            (proxy, method, arguments) -> {
              if (makesNoCall(method, arguments)) {
                return invoke(() -> method.invoke(destination, arguments));
              }
              Fault.Answer answer = fault.call(method.getName());
              if (answer == Fault.Answer.FAILS_BEFORE_EFFECT) {
                throw failure(method.getName());
              }
              Object result = invoke(() -> method.invoke(destination, arguments));
              if (answer == Fault.Answer.FAILS_AFTER_EFFECT) {
                throw failure(method.getName());
              }
              return result;
            });
  }

  private static boolean makesNoCall(Method method, Object[] arguments) {
    return method.getDeclaringClass() == Object.class
        || method.getName().equals("close")
        || (method.getName().equals("apply")
            && ((arguments[0] instanceof AclPlan acls && acls.isDone())
                || (arguments.length == 2
                    && arguments[1] instanceof TopicPlan topic
                    && topic.isDone())));
  }

  private static KafkaFailure failure(String call) {
    return KafkaFailure.of(
        call + " (made to fail by a test)",
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
