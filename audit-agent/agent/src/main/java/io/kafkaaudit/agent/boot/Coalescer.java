package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.Forwarder;
import io.kafkaaudit.agent.hook.MemoryOf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes one event with a count of equal denials, of equal failed logins and of equal accesses to an
 * audit topic within an interval. The first of each becomes an event at once. Owned by the encoder
 * thread.
 */
final class Coalescer {
  /**
   * Bytes beyond the capacity that only acts of the agents' own key may use: they must never be
   * told one by one.
   */
  private static final int FOR_WRITER = 65_536;

  /** Bytes that a key and its group hold, without names. */
  private static final int BYTES_EACH = 1_024;

  private final Map<List<@Nullable Object>, Group> groups = new LinkedHashMap<>();
  private final long capacity;
  private long bytes;
  private long intervalStart;

  /**
   * @param capacity bytes that all keys of an interval may hold; what finds no room is told one by
   *     one
   */
  Coalescer(long capacity) {
    this.capacity = capacity;
  }

  /**
   * Whether the act is to be encoded now; else it is counted in its group.
   *
   * @param onAuditTopic whether the act is about an audit topic. Where that topic is on the audited
   *     cluster, the event of each fetch would wake up the reader's next fetch, for ever
   * @param byWriter whether the agents' own key does that: then the first is counted as well, for
   *     each event that an agent writes would give another
   */
  boolean encodeNow(Act act, boolean onAuditTopic, boolean byWriter) {
    boolean failedLogin = act.kind == Act.Kind.AUTHENTICATION && act.failure != null;
    boolean decision = act.kind == Act.Kind.DECISION && (!act.allowed || onAuditTopic);
    if (!failedLogin && !decision) {
      return true;
    }
    List<@Nullable Object> key = failedLogin ? loginKey(act) : decisionKey(act);
    Group group = groups.get(key);
    if (group == null) {
      long more = bytesOf(act);
      if (bytes + more > capacity + (byWriter ? FOR_WRITER : 0)) {
        return true;
      }
      bytes += more;
      group = new Group();
      groups.put(key, group);
      if (!byWriter) {
        return true;
      }
    }
    group.count(act);
    return false;
  }

  /**
   * The groups of an interval that is over, each standing for more than its first act.
   *
   * @param nowMillis on a clock that does not step back
   */
  List<Group> ended(long nowMillis, long intervalMillis) {
    if (nowMillis - intervalStart < intervalMillis) {
      return List.of();
    }
    intervalStart = nowMillis;
    List<Group> counted = new ArrayList<>();
    for (Group group : groups.values()) {
      if (group.count > 0) {
        counted.add(group);
      }
    }
    groups.clear();
    bytes = 0;
    return counted;
  }

  /** Bytes that an act holds, with the key made of it; a name may have 32 kB. */
  static long bytesOf(Act act) {
    long characters = 0;
    if (act.context != null) {
      characters += MemoryOf.names(act.context);
    }
    Forwarder forwarder = act.request == null ? null : act.request.forwardedBy();
    characters += forwarder == null ? 0 : forwarder.bytes();
    if (act.action != null) {
      characters += act.action.resourcePattern().name().length();
    }
    characters += length(act.principal) + length(act.identifier) + length(act.failure);
    characters += length(act.softwareName) + length(act.softwareVersion);
    return BYTES_EACH + 2 * characters;
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static List<@Nullable Object> loginKey(Act act) {
    return java.util.Arrays.asList(
        act.principal, act.mechanism, act.listener, act.address, act.failure);
  }

  private static List<@Nullable Object> decisionKey(Act act) {
    Action action = Objects.requireNonNull(act.action);
    AuthorizableRequestContext context = Objects.requireNonNull(act.context);
    ResourcePattern resource = action.resourcePattern();
    return java.util.Arrays.asList(
        context.principal(),
        action.operation(),
        resource,
        context.clientAddress(),
        context.requestType(),
        act.allowed);
  }

  /** Equal acts after the first. */
  static final class Group {
    private final Act first = new Act();
    private long count;
    private long lastMillis;

    private void count(Act act) {
      if (count++ == 0) {
        first.copyFrom(act);
        first.decided = null; // what else was decided with it is not held
      }
      lastMillis = act.timeMillis;
    }

    Act first() {
      return first;
    }

    long count() {
      return count;
    }

    long lastMillis() {
      return lastMillis;
    }
  }
}
