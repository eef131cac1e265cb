package io.kafkaaudit.operator.kafka;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/**
 * Waits for the answers of Kafka's Admin, and makes its errors {@link KafkaFailure}s.
 *
 * @param timeoutMillis of a call; the Admin has the same
 */
record AdminCalls(long timeoutMillis) {

  <T> T get(String doing, KafkaFuture<T> future) {
    try {
      return future.get(timeoutMillis + 1_000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KafkaFailure.of(doing + " was interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw KafkaFailure.of(doing, e);
    }
  }

  /** Empty where the call failed with an error that means: there is no such thing. */
  <T> Optional<T> unless(Class<? extends Exception> absent, String doing, KafkaFuture<T> future) {
    try {
      return Optional.ofNullable(get(doing, future));
    } catch (KafkaFailure e) {
      if (absent.isInstance(e.getCause())) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
