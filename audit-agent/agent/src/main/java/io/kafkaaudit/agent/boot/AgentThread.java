package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.agent.instrument.Coverage;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.SettingsException;
import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;

/** The encoder thread: waits for settings, then serves one {@link AgentRun} until the JVM ends. */
final class AgentThread implements Runnable {
  private static final long IDLE_NANOS = 5_000_000;

  /** A broker that nobody talks to is announced after this long. */
  private static final long START_AT_LATEST_MILLIS = 15_000;

  private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

  private final AgentDirectory directory;
  private final BrokerConfig broker;
  private final Coverage coverage;
  private final long bornMillis = System.currentTimeMillis();
  private volatile boolean stopping;
  private @Nullable AgentRun run;
  private @Nullable String lastProblem;
  private @Nullable String problemBeforeStart;
  private long nextLook;

  AgentThread(AgentDirectory directory, BrokerConfig broker, Coverage coverage) {
    this.directory = directory;
    this.broker = broker;
    this.coverage = coverage;
  }

  @Override
  public void run() {
    while (!stopping) {
      boolean worked = false;
      try {
        worked = turn();
      } catch (Throwable e) {
        complain("the encoder failed and goes on: " + e);
      }
      if (!worked) {
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
    try {
      if (run != null && run.started()) {
        run.stop(STOP_WITHIN);
      }
    } catch (Throwable e) {
      complain("the last events could not be written: " + e);
    }
  }

  /** Asks the thread to write its last event and end. */
  void stop(Thread thread) {
    stopping = true;
    try {
      thread.join(STOP_WITHIN.toMillis() + 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean turn() throws IOException {
    long now = System.currentTimeMillis();
    if (now >= nextLook) {
      look();
      AgentRun current = run;
      nextLook = now + (current == null ? 1_000 : current.settings().reloadIntervalMillis());
    }
    AgentRun current = run;
    if (current == null) {
      return false;
    }
    if (!current.started()) {
      if (!current.brokerIsAwake() && now - bornMillis < START_AT_LATEST_MILLIS) {
        return false;
      }
      current.start(problemBeforeStart);
    }
    return current.turn();
  }

  private void look() throws IOException {
    boolean usernameChanged = directory.usernameChanged();
    AgentSettings next = null;
    try {
      next = directory.newSettings();
    } catch (SettingsException e) {
      reject("agent.properties: " + e.getMessage());
    }
    if (run == null && next != null) {
      run = begin(next);
    } else if (run != null && (next != null || usernameChanged)) {
      run.reconfigure(next == null ? run.settings() : next, directory.writerPrincipal());
    }
    if (run != null) {
      Properties writer = directory.newWriter();
      String problem = writer == null ? null : run.useWriter(writer);
      if (problem != null) {
        reject("writer.properties: " + problem);
      }
    }
  }

  private AgentRun begin(AgentSettings settings) throws IOException {
    RunIdentity identity = new RunIdentity(broker.clusterId(), broker.nodeId(), UUID.randomUUID());
    AgentRun begun =
        new AgentRun(
            identity, coverage, broker.controllerListener(), settings, directory.writerPrincipal());
    try {
      begun.expose();
    } catch (JMException e) {
      complain("no JMX bean: " + e);
    }
    return begun;
  }

  private void reject(String problem) {
    complain(problem);
    if (run != null) {
      run.settingsRejected(problem);
    }
    problemBeforeStart = problem;
  }

  /** One line for each new problem, on stderr, for the broker's log may be anywhere. */
  private void complain(String problem) {
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      KafkaAuditAgent.say(problem);
    }
  }
}
