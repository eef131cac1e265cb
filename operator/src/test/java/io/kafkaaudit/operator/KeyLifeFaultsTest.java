package io.kafkaaudit.operator;

import static io.kafkaaudit.operator.OperatorBench.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javaoperatorsdk.operator.OperatorException;
import io.kafkaaudit.operator.Fault.When;
import io.kafkaaudit.operator.kafka.Destination;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Every call that the operator makes to Kafka or Kubernetes in the life of keys fails, before its
 * effect or after it, and the operator is started again: the end is always the same, and Kafka
 * never lists more keys than the limit. The n-th call is the n-th of its kind, for calls run in
 * parallel.
 */
class KeyLifeFaultsTest extends OnKafka {
  private static final int LIMIT = 2;
  private static final int LANES = 4;

  private static final Duration POLL = Duration.ofSeconds(10);

  @Test
  void everyCallOfAKeysLifeMayFail() throws Exception {
    sweep("key", 24, 12, KeyLane::new);
  }

  @Test
  void everyCallOfAnAuditLogsDeletionMayFail() throws Exception {
    // As many as one try of a deletion makes calls of different kinds, or each try meets the next.
    sweep("log", 18, 4, LogLane::new);
  }

  /** A place in which one life after another is lived. */
  private interface Lane extends AutoCloseable {
    /** Lives a life with the fault. */
    void live(Fault fault) throws Exception;

    @Override
    void close();
  }

  private interface Keeper {
    /** Stops the operator. */
    void end() throws InterruptedException;
  }

  private interface LaneMaker {
    Lane make(String name);
  }

  /**
   * Lives the lives in which some call fails, several lives at once. To have each call fail in one
   * of them, every period-th of each kind fails in one life, each time followed by another
   * operator.
   *
   * @param failing period of calls that fail before their effect while the operator goes on
   * @param dying period of calls that change something, after which nothing of that operator
   *     arrives
   */
  private static void sweep(String name, int failing, int dying, LaneMaker maker) throws Exception {
    Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    for (int first = 1; first <= failing; first++) {
      faults.add(Fault.every(failing, first, kind -> true, When.BEFORE_EFFECT));
    }
    for (int first = 1; first <= dying; first++) {
      faults.add(Fault.every(dying, first, kind -> !isRead(kind), When.DIES_AFTER_EFFECT));
    }
    AtomicInteger failed = new AtomicInteger();
    ExecutorService lanes = Executors.newFixedThreadPool(LANES);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 1; i <= LANES; i++) {
        String lane = name + i;
        Callable<Void> work =
            () -> {
              try (Lane place = maker.make(lane)) {
                for (Fault fault = faults.poll(); fault != null; fault = faults.poll()) {
                  try {
                    place.live(fault);
                  } catch (ConditionTimeoutException e) {
                    throw new AssertionError(fault + " in " + place, e);
                  }
                  failed.addAndGet(fault.failed());
                }
              }
              return null;
            };
        ends.add(lanes.submit(work));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      lanes.shutdownNow();
    }
    assertThat(failed.get()).as("calls that failed").isGreaterThan(2 * (failing + dying));
  }

  private static boolean isRead(String kind) {
    return kind.startsWith("GET ")
        || Set.of("clusterId", "topic", "aclPlan", "keys", "probe", "knowing").contains(kind);
  }

  private static ConditionFactory quickly(String during) {
    return await(during).pollInterval(Duration.ofMillis(30)).atMost(LONG);
  }

  /** Names of one lane: its AuditLog and topic. */
  private abstract static class Bench implements Lane {
    final String name;
    final OperatorBench bench = new OperatorBench(kafka, root, POLL);
    final List<String> tooMany = new ArrayList<>();
    String writer = "";

    Bench(String name) {
      this.name = name;
      bench.applyAdmin(name);
    }

    void applyLog() {
      bench.applyLog(name, LIMIT);
      writer = bench.awaitWriter(name, "");
    }

    /** Looks at Kafka's own list after each user that is made: only then there can be more. */
    UnaryOperator<Destination> counting() {
      return destination ->
          (Destination)
              Proxy.newProxyInstance(
                  Destination.class.getClassLoader(),
                  new Class<?>[] {Destination.class},
                  (proxy, method, arguments) -> {
                    try {
                      Object result = method.invoke(destination, arguments);
                      if (method.getName().equals("upsertKey")) {
                        count();
                      }
                      return result;
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
    }

    private synchronized void count() {
      Set<String> users = bench.users(name);
      users.remove(writer);
      if (users.size() > LIMIT) {
        tooMany.add(users.toString());
      }
    }

    /** Keeps an operator with the fault running: after each failure another one takes over. */
    Keeper keep(Fault fault) {
      AtomicBoolean over = new AtomicBoolean();
      Thread thread =
          new Thread(
              () -> {
                startDespite(fault);
                while (!over.get()) {
                  if (happened(fault)) {
                    bench.stop();
                    startDespite(fault);
                  }
                }
                bench.stop();
              },
              name + "-keeper");
      thread.setDaemon(true);
      thread.start();
      return () -> {
        over.set(true);
        thread.join();
      };
    }

    private static boolean happened(Fault fault) {
      try {
        return fault.awaitFailure(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a keeper", e);
      }
    }

    private void startDespite(Fault fault) {
      for (int tries = 0; ; tries++) {
        fault.revive();
        try {
          bench.start(fault, counting());
          return;
        } catch (OperatorException e) {
          if (tries == 5) {
            throw e;
          }
          bench.stop();
        }
      }
    }

    /** What there is, for a failed test. */
    @Override
    public String toString() {
      return bench.describe(name) + "SCRAM users " + bench.users(name);
    }

    @Override
    public void close() {
      bench.close();
    }
  }

  /**
   * Issue, rotation with overlap, a second credential that waits for the slot that the overlap
   * holds and takes it at its end, revocation of both.
   */
  private static final class KeyLane extends Bench {
    private static final List<String> CREDENTIALS = List.of("reader", "rival");

    KeyLane(String name) {
      super(name);
      bench.start();
      applyLog();
      bench.stop();
    }

    @Override
    public void live(Fault fault) throws Exception {
      String during = name + " with " + fault;
      Keeper keeper = keep(fault);
      bench.applyCredential("reader", name, "Overlap");
      quickly(during).until(() -> bench.ready("reader"));
      String first = bench.key("reader");
      bench.rotate("reader", "now");
      quickly(during).until(() -> !bench.key("reader").equals(first));
      quickly(during).until(() -> bench.ready("reader"));
      bench.applyCredential("rival", name, "Overlap");
      quickly(during).until(() -> bench.reason("rival", "Granted").equals("KeyLimitReached"));
      quickly(during).until(() -> bench.isRetiring(name, first));
      bench.clock().forward(Duration.ofHours(2));
      bench.wake(name);
      quickly(during).until(() -> bench.ready("rival"));
      assertOnly(during, bench.published(CREDENTIALS));
      bench.deleteCredential("reader");
      quickly(during).until(() -> bench.credential("reader") == null);
      bench.deleteCredential("rival");
      quickly(during).until(() -> bench.credential("rival") == null);
      assertOnly(during, Set.of());
      keeper.end();
    }

    private void assertOnly(String during, Set<String> keys) {
      Set<String> all = new TreeSet<>(keys);
      all.add(writer);
      Set<String> secrets = new TreeSet<>();
      keys.forEach(key -> secrets.add("kafka-audit-key-" + key.toLowerCase(java.util.Locale.ROOT)));
      quickly(during)
          .untilAsserted(
              () -> {
                assertThat(bench.granted(name)).as("granted").isEqualTo(keys);
                assertThat(bench.users(name)).as("users").isEqualTo(all);
                assertThat(bench.principals(name)).as("principals").isEqualTo(all);
                assertThat(bench.keyring("kafka-audit-key-")).as("keyring").isEqualTo(secrets);
                assertThat(bench.logReason(name, "Ready")).isEqualTo("AllReady");
              });
      assertThat(tooMany).as(during).isEmpty();
    }
  }

  /** The deletion of an AuditLog that has a key; its topic goes with it. */
  private static final class LogLane extends Bench {
    LogLane(String name) {
      super(name);
    }

    @Override
    public void live(Fault fault) throws Exception {
      String during = name + " with " + fault;
      bench.start(Fault.none(), counting());
      applyLog();
      bench.applyCredential("reader", name, "Overlap");
      quickly(during).until(() -> bench.ready("reader"));
      bench.stop();
      bench.deleteLogAndItsTopic(name);
      Keeper keeper = keep(fault);
      quickly(during).until(() -> bench.log(name) == null);
      quickly(during)
          .untilAsserted(
              () -> {
                assertThat(bench.users(name)).as("users").isEmpty();
                assertThat(bench.principals(name)).as("principals").isEmpty();
                assertThat(bench.keyring("kafka-audit-")).as("keyring").isEmpty();
                assertThat(root.listTopics().names().get()).doesNotContain(name, name + "-agents");
                assertThat(bench.reason("reader", "Granted")).isEqualTo("AuditLogGone");
                assertThat(bench.secret("reader")).isNull();
              });
      bench.deleteCredential("reader");
      quickly(during).until(() -> bench.credential("reader") == null);
      assertThat(tooMany).as(during).isEmpty();
      keeper.end();
    }
  }
}
