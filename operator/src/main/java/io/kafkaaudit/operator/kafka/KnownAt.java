package io.kafkaaudit.operator.kafka;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which brokers still know a SCRAM user.
 *
 * @param knowing addresses of brokers at which the user could log in
 * @param silent addresses that did not answer
 */
public record KnownAt(Set<String> knowing, Set<String> silent) {

  /** Copies. */
  public KnownAt {
    knowing = Set.copyOf(knowing);
    silent = Set.copyOf(silent);
  }

  /** Addresses at which it is not certain that the user is gone, sorted. */
  public Set<String> unconfirmed() {
    Set<String> all = new TreeSet<>(knowing);
    all.addAll(silent);
    return all;
  }
}
