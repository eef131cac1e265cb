package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.ClientSoftware;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Logins that succeeded before the client gave its software, which Java clients give with the first
 * request after it: each waits a moment for that. Owned by the encoder thread.
 */
final class HeldLogins {
  /** A client that gives its software does so a round trip after its login. */
  static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  static final int MOST = 1024;

  private final Queue<Act> held = new ArrayDeque<>();
  private final long capacity;
  private long bytes;

  /**
   * @param capacity bytes that all of them may hold
   */
  HeldLogins(long capacity) {
    this.capacity = capacity;
  }

  /**
   * Takes over what a slot holds, if it is a login that has to wait.
   *
   * @return false: it is to be told now
   */
  boolean hold(Act slot) {
    ClientSoftware software = slot.software;
    if (software == null) {
      return false;
    }
    long more = Coalescer.bytesOf(slot);
    if (held.size() >= MOST || bytes + more > capacity) {
      return false;
    }
    Act kept = new Act();
    held.add(kept); // first, for it may find no memory: then the slot still has what it holds
    kept.takeFrom(slot);
    bytes += more;
    return true;
  }

  /**
   * Takes out those whose software is known, whose connection ended, or that waited long enough.
   *
   * @param now {@link System#nanoTime()}
   * @param teller gets each of them, and throws nothing
   */
  void end(long now, Consumer<Act> teller) {
    for (Iterator<Act> all = held.iterator(); all.hasNext(); ) {
      Act act = all.next();
      ClientSoftware software = act.software;
      if (software == null || isComplete(software) || now - act.monotonicNanos >= LONGEST_NANOS) {
        all.remove();
        bytes -= Coalescer.bytesOf(act);
        act.softwareName = software == null ? null : software.name();
        act.softwareVersion = software == null ? null : software.version();
        teller.accept(act);
      }
    }
  }

  /** What cannot be read is not waited for: one login must not hold up the encoder for ever. */
  private static boolean isComplete(ClientSoftware software) {
    try {
      return software.read();
    } catch (RuntimeException | LinkageError e) {
      return true;
    }
  }

  /** Takes out all that are left, at the end of the run. */
  void endAll(Consumer<Act> teller) {
    for (Act act = held.poll(); act != null; act = held.poll()) {
      teller.accept(act);
    }
    bytes = 0;
  }
}
