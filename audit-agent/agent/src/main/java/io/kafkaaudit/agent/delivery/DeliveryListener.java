package io.kafkaaudit.agent.delivery;

/** Told of every record's end, exactly once, from the sender's or the producer's thread. */
public interface DeliveryListener {
  void delivered(Outbox.Entry entry);

  void failed(Outbox.Entry entry, FailureCause cause, Throwable error);
}
