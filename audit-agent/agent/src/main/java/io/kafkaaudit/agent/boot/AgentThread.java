package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.agent.hook.Hooks;
import io.kafkaaudit.agent.instrument.Coverage;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.SettingsException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;

/** The encoder thread: waits for settings, then serves one {@link AgentRun} until the JVM ends. */
final class AgentThread implements Runnable {
  private static final long IDLE_NANOS = 5_000_000;

  /** After this time the start event is written even if no client has connected to the broker. */
  private static final long START_AT_LATEST_MILLIS = 15_000;

  private static final long WAIT_FOR_SETTINGS_MILLIS = 1_000;
  private static final String UNKNOWN_CLUSTER = "unknown";
  private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

  /** A broker that serves clients has formatted storage long before this time. */
  private static final long STORAGE_AT_LATEST_MILLIS = 60_000;

  static final String WITH_ZOOKEEPER =
      "not active: this broker runs with ZooKeeper; only KRaft (process.roles) is supported";

  private final AgentDirectory directory;
  private final Supplier<@Nullable BrokerConfig> configuration;
  private final Coverage coverage;
  private final long storageAtLatestMillis;
  private final long born = Ticks.millis();
  private volatile boolean stopping;
  private @Nullable BrokerConfig broker;
  private @Nullable AgentRun run;
  private @Nullable String lastProblem;
  private @Nullable String problemBeforeStart;
  private @Nullable AgentSettings next;
  private boolean writerNameChanged;
  private boolean lookedInVain;
  private long nextLook;

  /**
   * @param configuration the broker's; null: not known yet
   */
  AgentThread(
      AgentDirectory directory, Supplier<@Nullable BrokerConfig> configuration, Coverage coverage) {
    this(directory, configuration, coverage, STORAGE_AT_LATEST_MILLIS);
  }

  AgentThread(
      AgentDirectory directory,
      Supplier<@Nullable BrokerConfig> configuration,
      Coverage coverage,
      long storageAtLatestMillis) {
    this.directory = directory;
    this.configuration = configuration;
    this.coverage = coverage;
    this.storageAtLatestMillis = storageAtLatestMillis;
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
    BrokerConfig config = broker == null ? configuration.get() : broker;
    broker = config;
    if (config == null) {
      return false;
    }
    if (config.isZooKeeperMode()) {
      complain(WITH_ZOOKEEPER);
      stopping = true;
      return false;
    }
    if (now >= nextLook) {
      nextLook = now + WAIT_FOR_SETTINGS_MILLIS;
      look(config);
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
  private void look(BrokerConfig config) throws IOException {
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
      current = begin(config, wanted);
      run = current;
    } else if (current != null && (wanted != null || writerNameChanged)) {
      current.reconfigure(
          wanted == null ? current.settings() : wanted, directory.writerPrincipal());
    }
    lookedInVain |= wanted == null;
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

  /** Null: the broker has no cluster id yet, and may never get one. */
  private @Nullable AgentRun begin(BrokerConfig config, AgentSettings settings) {
    List<String> gaps = config.gaps();
    String clusterId = clusterId(config, gaps);
    if (clusterId == null) {
      return null;
    }
    UUID id = UUID.randomUUID();
    RunIdentity identity = new RunIdentity(clusterId, config.nodeId(), id);
    if (lookedInVain) {
      gaps.add(
          "the broker started "
              + (Ticks.millis() - born) / 1000
              + " s before there were usable settings");
    }
    RunStart start =
        new RunStart(
            config.isBroker(),
            config.authorizer(),
            config.listenersAmongNodes(),
            System.currentTimeMillis(),
            previousRun(config, id, gaps),
            gaps);
    if (config.isBroker()) {
      Hooks.broker(coverage::seesForwarding, config.controllerListeners());
    }
    AgentRun begun =
        new AgentRun(
            identity,
            start,
            coverage,
            config.controllerListeners(),
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

  /** Storage that is not formatted keeps the broker from starting, which says so itself. */
  private @Nullable String clusterId(BrokerConfig config, List<String> gaps) {
    String problem;
    try {
      String id = config.clusterId();
      if (id != null) {
        return id;
      }
      problem = "there is no cluster.id in " + config.metadataDirectory();
    } catch (IOException | RuntimeException e) {
      problem = e.toString();
    }
    long age = Ticks.millis() - born;
    boolean serves = age >= START_AT_LATEST_MILLIS && coverage.absent(false).isEmpty();
    if (!serves && age < storageAtLatestMillis) {
      return null;
    }
    gaps.add("the cluster's id is not known: " + problem);
    complain("the cluster's id is not known: " + problem);
    return UNKNOWN_CLUSTER;
  }

  private static @Nullable UUID previousRun(BrokerConfig config, UUID id, List<String> gaps) {
    try {
      return new RunFile(config.metadataDirectory()).replace(id);
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
      Stderr.say(problem);
    }
  }
}
