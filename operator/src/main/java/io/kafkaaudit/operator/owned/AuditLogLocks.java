package io.kafkaaudit.operator.owned;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One lock per AuditLog: all work on it and on its credentials happens one at a time, so that no
 * key is issued while its slot is given away. The operator is one process (leader election), so
 * that a lock in it is enough. Thread-safe.
 */
public final class AuditLogLocks {
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  public <T> T exclusively(String auditLogUid, Supplier<T> work) {
    ReentrantLock lock = locks.computeIfAbsent(auditLogUid, uid -> new ReentrantLock(true));
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Called when the AuditLog is gone; the uid never comes back. */
  public void forget(String auditLogUid) {
    locks.remove(auditLogUid);
  }
}
