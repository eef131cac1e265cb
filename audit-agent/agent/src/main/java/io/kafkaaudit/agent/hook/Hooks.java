package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.ClusterNodes;
import io.kafkaaudit.agent.capture.Lanes;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the hooks share. The hooks do nothing until {@link #open} and after {@link #close}. */
public final class Hooks {
  static final Breaker REQUEST = new Breaker("request");
  static final Breaker AUTHENTICATION = new Breaker("authentication");
  static final Breaker AUTHORIZATION = new Breaker("authorization");

  static final Breaker CONNECTION = new Breaker("connection");

  /** For what agents tell each other: a failure there must not blind other hooks. */
  static final Breaker ENVELOPE = new Breaker("envelope");

  static final Forwarders FORWARDERS = new Forwarders();

  /** Learns from the broker's first connection on, before there are settings. */
  static final ClusterNodes NODES = new ClusterNodes();

  /** Whether a request was served: then the broker has made its authorizer, if it has one. */
  private static volatile boolean serving;

  static volatile @Nullable Lanes lanes;
  static volatile @Nullable CapturePolicy policy;
  static volatile UnseenForwarding unseenForwarding = UnseenForwarding.NONE;

  private Hooks() {}

  /** From now on acts are captured. */
  public static void open(Lanes into, CapturePolicy by) {
    breakers().forEach(Breaker::rearm);
    policy = by;
    lanes = into;
  }

  /**
   * This node is a broker, which passes requests on.
   *
   * @param seen whether the hook that tells which ones is in place
   * @param controllerListeners on which this node is the controller itself
   */
  public static void broker(BooleanSupplier seen, Set<String> controllerListeners) {
    unseenForwarding = new UnseenForwarding(seen, Set.copyOf(controllerListeners));
  }

  /** The next act is decided by this policy. */
  public static void policy(CapturePolicy by) {
    policy = by;
  }

  /** Reads first, since a volatile write costs more than a read. */
  static void serves() {
    if (!serving) {
      serving = true;
    }
  }

  /** Whether this process has served a request since the agent captures. */
  public static boolean serving() {
    return serving;
  }

  public static void close() {
    lanes = null;
  }

  public static List<Breaker> breakers() {
    return List.of(REQUEST, AUTHENTICATION, AUTHORIZATION, CONNECTION, ENVELOPE);
  }
}
