package io.kafkaaudit.agent.delivery;

/** Whom a record is about, and how much it matters. Immutable. */
public final class Source {
  private final Priority priority;
  private final Object who;

  /**
   * @param who a principal, an address; told apart by {@code equals}
   */
  public Source(Priority priority, Object who) {
    this.priority = priority;
    this.who = who;
  }

  Priority priority() {
    return priority;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Source
        && ((Source) other).priority == priority
        && ((Source) other).who.equals(who);
  }

  @Override
  public int hashCode() {
    return who.hashCode() * 31 + priority.name().hashCode();
  }
}
