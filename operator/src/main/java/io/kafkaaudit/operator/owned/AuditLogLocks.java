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

  /**
   * Does the work when nobody else works on the same AuditLog.
   *
   * @param auditLog namespace and name
   */
  public <T> T exclusively(String auditLog, Supplier<T> work) {
    ReentrantLock lock = locks.computeIfAbsent(auditLog, name -> new ReentrantLock(true));
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
