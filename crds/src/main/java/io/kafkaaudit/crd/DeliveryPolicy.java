package io.kafkaaudit.crd;

/** What an agent does while the destination is not reachable. */
public enum DeliveryPolicy {
  /** Holds a bounded number of events in memory and reports as lost what does not fit. */
  BestEffort
}
