package io.kafkaaudit.contract;

/** Why events that have a sequence number are not in the topic, as {@code loss} events say it. */
public enum LossCause {
  /** No free slot when the act happened. */
  RingFull,
  /** No room in the memory that the agent may use, or the source had used up its share of it. */
  MemoryFull,
  /** The destination was too slow or away, and the outbox was full. */
  OutboxFull,
  /** The destination refused the record. */
  SendRejected,
  /** Sending timed out: the record may be in the topic all the same. */
  UnknownOutcome,
  /** A hook failed and rested; the acts it did not look at are counted here. */
  HookBreaker
}
