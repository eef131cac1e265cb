package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Apis;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.requests.RequestContext;

/**
 * Which requests a broker passes on, where the hook that tells could not be put in: all but those
 * that every known broker answers by itself. So that nothing is told twice or as undecided, what
 * the broker does by itself of another request, and of an API that is not known, is not told.
 * Immutable.
 */
final class UnseenForwarding {
  /** For a node that passes nothing on. */
  static final UnseenForwarding NONE = new UnseenForwarding(() -> true, Set.of());

  private static final Set<String> ANSWERED_BY_BROKERS =
      Set.of(
          "DeleteRecords",
          "DeleteGroups",
          "OffsetDelete",
          "AlterReplicaLogDirs",
          "OffsetCommit",
          "LeaveGroup",
          "InitProducerId",
          "WriteTxnMarkers",
          "AlterShareGroupOffsets",
          "DeleteShareGroupOffsets");

  private final BooleanSupplier seen;
  private final Set<String> controllerListeners;

  /**
   * @param seen whether the hook is in place; the broker loads the class late
   * @param controllerListeners on which this node is the controller itself
   */
  UnseenForwarding(BooleanSupplier seen, Set<String> controllerListeners) {
    this.seen = seen;
    this.controllerListeners = controllerListeners;
  }

  /** Whether this broker counts as passing a management request on although no hook tells it. */
  boolean of(RequestContext context) {
    return !seen.getAsBoolean()
        && !controllerListeners.contains(context.listenerName())
        && !ANSWERED_BY_BROKERS.contains(Apis.name(Apis.id(context)));
  }
}
