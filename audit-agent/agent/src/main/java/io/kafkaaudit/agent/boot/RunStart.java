package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.event.OwnFields;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a run knows of its own beginning. Immutable. */
final class RunStart {
  private final boolean broker;
  private final String authorizer;
  private final Set<String> listenersAmongNodes;
  private final long capturedSinceMillis;
  private final @Nullable UUID previousRun;
  private final List<String> gaps;

  /**
   * @param broker whether the node has the broker's role, not only the controller's
   * @param authorizer class that the configuration names; "": none
   * @param listenersAmongNodes by which brokers and controllers come in; empty: not known
   * @param capturedSinceMillis since when acts are captured
   * @param previousRun of this node; null: there was none, or it is not known
   * @param gaps what was not seen before
   */
  RunStart(
      boolean broker,
      String authorizer,
      Set<String> listenersAmongNodes,
      long capturedSinceMillis,
      @Nullable UUID previousRun,
      List<String> gaps) {
    this.broker = broker;
    this.authorizer = authorizer;
    this.listenersAmongNodes = Set.copyOf(listenersAmongNodes);
    this.capturedSinceMillis = capturedSinceMillis;
    this.previousRun = previousRun;
    this.gaps = List.copyOf(gaps);
  }

  boolean isBroker() {
    return broker;
  }

  /** The class that the configuration names; "": none. */
  String authorizer() {
    return authorizer;
  }

  Set<String> listenersAmongNodes() {
    return listenersAmongNodes;
  }

  List<String> gaps() {
    return gaps;
  }

  void describe(OwnFields fields) {
    fields.field("previousRun", previousRun == null ? null : previousRun.toString());
    fields.time("capturedSince", capturedSinceMillis);
  }
}
