package io.kafkaaudit.agent.delivery;

import java.util.Properties;

/** The configuration of the broker's own producer. */
final class ProducerProperties {
  private ProducerProperties() {}

  /** The writer's properties; what keeps the account right cannot be changed. */
  static Properties of(Properties writer, String clientId) {
    Properties all = new Properties();
    all.putAll(writer);
    all.setProperty("client.id", clientId);
    all.setProperty("acks", "all");
    all.setProperty("enable.idempotence", "true");
    all.setProperty("linger.ms", "20");
    all.setProperty("batch.size", "65536");
    all.setProperty("buffer.memory", "16777216");
    // A topic that is not there keeps the records of the other topic waiting only so long.
    all.setProperty("max.block.ms", "1000");
    all.setProperty("delivery.timeout.ms", "30000");
    all.putIfAbsent("request.timeout.ms", "10000");
    all.putIfAbsent("reconnect.backoff.max.ms", "2000");
    return all;
  }
}
