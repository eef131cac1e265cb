package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.hook.Hooks;
import io.kafkaaudit.agent.instrument.Coverage;
import io.kafkaaudit.contract.KafkaVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What a run does not see: gaps, which somebody has to mend, and notes, which stay true however
 * well all works. Owned by the encoder thread.
 */
final class Sight {
  /** By this time a working node has loaded nearly every class that must carry hooks. */
  private static final long LOADED_BY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final String UNSEEN_FORWARDING =
      "this broker's hook on forwarding is missing: of requests that brokers pass on to a controller"
          + " it tells nothing, not even what it does of them by itself, such as the levels of its"
          + " loggers";

  private final RunStart begin;
  private final Coverage coverage;
  private final String kafkaVersion;
  private final BooleanSupplier serving;
  private final long bornNanos = System.nanoTime();

  Sight(RunStart begin, Coverage coverage, String kafkaVersion) {
    this(begin, coverage, kafkaVersion, Hooks::serving);
  }

  /**
   * @param serving whether the broker serves, for then its authorizer is loaded if it has one
   */
  Sight(RunStart begin, Coverage coverage, String kafkaVersion, BooleanSupplier serving) {
    this.begin = begin;
    this.coverage = coverage;
    this.kafkaVersion = kafkaVersion;
    this.serving = serving;
  }

  /** What is not seen, or possibly not seen, and must be mended; empty: nothing. */
  List<String> gaps() {
    List<String> gaps = new ArrayList<>(begin.gaps());
    gaps.addAll(coverage.missing());
    if (begin.listenersAmongNodes().isEmpty()) {
      gaps.add(
          "inter.broker.listener.name or controller.listener.names could not be read: who uses the"
              + " rights of a broker on another listener is not seen");
    }
    if (lacksAuthorizer() && !begin.authorizer().isEmpty()) {
      gaps.add(
          "authorizer.class.name is "
              + begin.authorizer()
              + ", whose class the agent did not see: decisions are not seen");
    }
    if (isLate()) {
      IdleClasses.load(coverage.namesOfAbsent(begin.isBroker()), Sight.class.getClassLoader());
      coverage.absent(begin.isBroker()).forEach(name -> gaps.add(name + ": is not there"));
      if (begin.isBroker() && !coverage.seesForwarding()) {
        gaps.add(UNSEEN_FORWARDING);
      }
    }
    return gaps;
  }

  /** Facts of this node that limit what events tell and that need no mending; empty: none. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!KafkaVersions.known(kafkaVersion)) {
      notes.add(
          "Kafka "
              + kafkaVersion
              + " is none of the versions that this agent knows ("
              + KafkaVersions.OLDEST
              + " to "
              + KafkaVersions.NEWEST
              + "): what it does differently is not seen");
    }
    if (lacksAuthorizer() && begin.authorizer().isEmpty()) {
      notes.add(
          "this node has no authorizer: nothing is denied, and only management and logins are seen;"
              + " reads and writes, those of the audit topics among them, are not");
    }
    notes.addAll(coverage.missed(begin.isBroker(), isLate()));
    return notes;
  }

  private boolean isLate() {
    return System.nanoTime() - bornNanos > LOADED_BY_NANOS;
  }

  private boolean lacksAuthorizer() {
    return serving.getAsBoolean() && !coverage.hasAuthorizer();
  }
}
