package io.kafkaaudit.verifier;

/** Sequence numbers from..to, both included. */
public record Range(long from, long to) {
  @Override
  public String toString() {
    return from == to ? Long.toString(from) : from + "-" + to;
  }
}
