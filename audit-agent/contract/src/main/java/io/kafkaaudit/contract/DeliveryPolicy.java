package io.kafkaaudit.contract;

/** What happens to events that cannot be delivered at once. */
public enum DeliveryPolicy {
  /** They wait in bounded memory; what does not fit is named by a loss event. */
  BestEffort
}
