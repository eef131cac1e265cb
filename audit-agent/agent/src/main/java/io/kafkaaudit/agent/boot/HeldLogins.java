package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.ClientSoftware;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

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
    kept.takeFrom(slot);
    held.add(kept);
    bytes += more;
    return true;
  }

  /**
   * Takes out those whose software is known, whose connection ended, or that waited long enough.
   *
   * @param now {@link System#nanoTime()}
   */
  List<Act> ended(long now) {
    if (held.isEmpty()) {
      return List.of();
    }
    List<Act> ended = new ArrayList<>();
    for (Iterator<Act> all = held.iterator(); all.hasNext(); ) {
      Act act = all.next();
      ClientSoftware software = Objects.requireNonNull(act.software);
      if (software.read() || now - act.monotonicNanos >= LONGEST_NANOS) {
        all.remove();
        bytes -= Coalescer.bytesOf(act);
        act.softwareName = software.name();
        act.softwareVersion = software.version();
        ended.add(act);
      }
    }
    return ended;
  }

  /** Takes out all that are left, at the end of the run. */
  List<Act> all() {
    List<Act> all = new ArrayList<>(held);
    held.clear();
    bytes = 0;
    return all;
  }
}
