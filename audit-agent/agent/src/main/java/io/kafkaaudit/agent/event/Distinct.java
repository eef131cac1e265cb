package io.kafkaaudit.agent.event;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * How many different texts there were: exact up to a few, then an estimate within some two percent
 * (P. Flajolet and others, HyperLogLog, 2007). Needs the same little memory for all. Not
 * thread-safe.
 */
final class Distinct {
  /** So that nobody can choose texts that look like one. */
  private static final long SEED = new Random().nextLong() | 1;

  private static final int EXACT = 64;
  private static final int BITS = 11;
  private static final int REGISTERS = 1 << BITS;
  private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

  private final Set<Long> few = new HashSet<>();
  private final byte[] registers = new byte[REGISTERS];

  /**
   * Returns whether the text is surely another than all before, which is known of the first few.
   */
  boolean add(String text) {
    long hash = hash(text);
    int register = (int) (hash >>> (64 - BITS));
    byte rank = (byte) (Long.numberOfLeadingZeros((hash << BITS) | (1L << (BITS - 1))) + 1);
    if (rank > registers[register]) {
      registers[register] = rank;
    }
    return few.size() <= EXACT && few.add(hash);
  }

  long count() {
    if (few.size() <= EXACT) {
      return few.size();
    }
    double sum = 0;
    int empty = 0;
    for (byte register : registers) {
      sum += Math.scalb(1.0, -register);
      empty += register == 0 ? 1 : 0;
    }
    double estimate = ALPHA * REGISTERS * REGISTERS / sum;
    if (estimate <= 2.5 * REGISTERS && empty > 0) {
      estimate = REGISTERS * Math.log((double) REGISTERS / empty);
    }
    return Math.round(estimate);
  }

  private static long hash(String text) {
    long hash = SEED;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    hash ^= SEED >>> 7;
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return hash ^ (hash >>> 33);
  }
}
