package io.kafkaaudit.agent.delivery;

import java.util.Properties;

/** The configuration of the broker's own producer. */
final class ProducerProperties {
  private static final int LINGER_MILLIS = 20;
  private static final long DELIVERY_MILLIS = 30_000;
  private static final long REQUEST_MILLIS = 10_000;

  private ProducerProperties() {}

  /** The writer's properties; what keeps the account right cannot be changed. */
  static Properties of(Properties writer, String clientId) {
    Properties all = new Properties();
    all.putAll(writer);
    all.setProperty("client.id", clientId);
    all.setProperty("acks", "all");
    all.setProperty("enable.idempotence", "true");
    all.setProperty("linger.ms", Integer.toString(LINGER_MILLIS));
    // All that the producer holds is in its buffer, and the largest request is one part of it.
    all.setProperty("batch.size", "65536");
    all.setProperty("buffer.memory", "4194304");
    all.setProperty("max.request.size", "1048576");
    // The destination may not ask for the broker's own metrics.
    all.setProperty("enable.metrics.push", "false");
    // A topic that is not there keeps the records of the other topic waiting only so long.
    all.setProperty("max.block.ms", "1000");
    all.putIfAbsent("request.timeout.ms", Long.toString(REQUEST_MILLIS));
    all.putIfAbsent("reconnect.backoff.max.ms", "2000");
    // Kafka makes no producer that gives a record up before its request may time out.
    long delivery = Math.max(DELIVERY_MILLIS, requestTimeoutMillis(writer) + LINGER_MILLIS);
    all.setProperty("delivery.timeout.ms", Long.toString(Math.min(Integer.MAX_VALUE, delivery)));
    return all;
  }

  /** The writer's request.timeout.ms, or ours; one that is no number Kafka refuses by its name. */
  static long requestTimeoutMillis(Properties writer) {
    try {
      return Integer.parseInt(writer.getProperty("request.timeout.ms", "").trim());
    } catch (NumberFormatException e) {
      return REQUEST_MILLIS;
    }
  }
}
