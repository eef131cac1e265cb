package io.kafkaaudit.agent.delivery;

/** Kinds of records, each with a part of the outbox that no other kind can fill. */
public enum Priority {
  /** Granted acts that are not management. */
  OTHER(1),
  /** Logins, let in or refused. */
  LOGIN(1),
  /** What was denied. */
  DENIAL(2),
  /** Management of which something was allowed. */
  MANAGEMENT(3),
  /** What the agent says of itself, losses first of all. */
  OWN(1);

  private final int sixteenths;

  Priority(int sixteenths) {
    this.sixteenths = sixteenths;
  }

  /** Bytes of an outbox that are kept free for such records. */
  long reserve(long capacity) {
    return capacity / 16 * sixteenths;
  }
}
