package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.agent.instrument.Coverage;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.SettingsException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  private static final long WAIT_FOR_SETTINGS_MILLIS = 1_000;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

  private final AgentDirectory directory;
  private final BrokerConfig broker;
  private final Coverage coverage;
  private final long born = Ticks.millis();
  private volatile boolean stopping;
  private @Nullable AgentRun run;
  private @Nullable String lastProblem;
  private @Nullable String problemBeforeStart;
  private @Nullable AgentSettings next;
  private boolean writerNameChanged;
  private int looks;
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
    long now = Ticks.millis();
    if (now >= nextLook) {
      nextLook = now + WAIT_FOR_SETTINGS_MILLIS;
      look();
      AgentRun current = run;
      if (current != null) {
        nextLook = now + current.settings().reloadIntervalMillis();
      }
    }
    AgentRun current = run;
    if (current == null) {
      return false;
    }
    if (!current.started()) {
      if (!current.brokerIsAwake() && now - born < START_AT_LATEST_MILLIS) {
        return false;
      }
      current.start(problemBeforeStart);
    }
    return current.turn();
  }

  /** What fails here is tried again at the next look, with whatever was read before. */
  private void look() throws IOException {
    boolean first = looks++ == 0;
    writerNameChanged |= directory.usernameChanged();
    try {
      AgentSettings read = directory.newSettings();
      next = read == null ? next : read;
    } catch (SettingsException e) {
      reject("agent.properties: " + e.getMessage());
    }
    AgentRun current = run;
    if (current != null && next != null && !next.topic().equals(current.settings().topic())) {
      reject("agent.properties: topic is that of the start until the broker is restarted");
      next = null;
    }
    AgentSettings wanted = next;
    if (current == null && wanted != null) {
      current = begin(wanted, first);
      run = current;
    } else if (current != null && (wanted != null || writerNameChanged)) {
      current.reconfigure(
          wanted == null ? current.settings() : wanted, directory.writerPrincipal());
    }
    if (current == null) {
      return;
    }
    next = null;
    writerNameChanged = false;
    Properties writer = directory.newWriter();
    String problem = writer == null ? null : current.useWriter(writer);
    if (problem != null) {
      reject("writer.properties: " + problem);
    }
  }

  private AgentRun begin(AgentSettings settings, boolean first) throws IOException {
    UUID id = UUID.randomUUID();
    RunIdentity identity = new RunIdentity(broker.clusterId(), broker.nodeId(), id);
    List<String> gaps = new ArrayList<>();
    if (!first) {
      gaps.add(
          "the broker started "
              + (Ticks.millis() - born) / 1000
              + " s before there were usable settings");
    }
    RunStart start =
        new RunStart(
            broker.isBroker(),
            broker.authorizer(),
            broker.listenersAmongNodes(),
            System.currentTimeMillis(),
            previousRun(id, gaps),
            gaps);
    AgentRun begun =
        new AgentRun(
            identity,
            start,
            coverage,
            broker.controllerListener(),
            settings,
            directory.writerPrincipal());
    String warning = begun.warning();
    if (warning != null) {
      complain(warning);
      problemBeforeStart = problemBeforeStart == null ? warning : problemBeforeStart;
    }
    try {
      begun.expose();
    } catch (JMException e) {
      complain("no JMX bean: " + e);
    }
    return begun;
  }

  private @Nullable UUID previousRun(UUID id, List<String> gaps) {
    try {
      return new RunFile(broker.metadataDirectory()).replace(id);
    } catch (IOException | RuntimeException e) {
      gaps.add("the previous run of this node is not known: " + e);
      return null;
    }
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
