package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.Apis;
import io.kafkaaudit.agent.event.Flood;
import io.kafkaaudit.agent.event.ResourceOutcome;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Denials and failed logins of a source that has more of them within a second than are told one by
 * one: one event for each source, API and second. A source is a principal and an address, of logins
 * an address. Owned by the encoder thread.
 */
final class Floods {
  /** Slots for sources within a second, a power of two; what finds none is told one by one. */
  private static final int SOURCES = 4096;

  private static final int MILLIS = 1_000;

  private final long capacity;
  private final long[] sources = new long[SOURCES];
  private final int[] counts = new int[SOURCES];
  private final Map<List<@Nullable Object>, Group> groups = new LinkedHashMap<>();
  private int known;
  private long bytes;
  private long begin;

  /**
   * @param capacity bytes that all floods of a second may hold
   */
  Floods(long capacity) {
    this.capacity = capacity;
  }

  /**
   * The act's source, for {@link #isOver} and {@link #count} until {@link #ended} is called; -1:
   * there are too many. Two sources that share a slot share a rate, no more.
   */
  int sourceOf(Act act) {
    long source = identityOf(act);
    int slot = ((int) (source ^ (source >>> 32)) * 0x9E3779B1) >>> 20;
    for (int i = 0; i < SOURCES; i++, slot = (slot + 1) & (SOURCES - 1)) {
      if (sources[slot] == source) {
        return slot;
      }
      if (sources[slot] == 0) {
        if (known >= SOURCES / 4 * 3) {
          return -1;
        }
        known++;
        sources[slot] = source;
        return slot;
      }
    }
    return -1;
  }

  /** Whether as many denials of a source as may be were told within this second. */
  boolean isOver(int source, int rate) {
    return source >= 0 && counts[source] >= rate;
  }

  /** A denial of a source is told. */
  void count(int source) {
    if (source >= 0) {
      counts[source]++;
    }
  }

  /** Adds a failed login, or a denial that is not of management; false: there is no room for it. */
  boolean add(Act act) {
    Group group = groupOf(act);
    if (group == null) {
      return false;
    }
    if (group.flood == null) {
      group.flood = Flood.of(act);
    }
    boolean login = act.kind == Act.Kind.AUTHENTICATION;
    group.flood.add(
        login ? act.identifier : Objects.requireNonNull(act.action).resourcePattern().name(),
        act.timeMillis);
    return true;
  }

  /** Adds what was denied of a management request; false: there is no room for it. */
  boolean add(Act act, ResourceOutcome outcome) {
    Group group = groupOf(act);
    if (group == null) {
      return false;
    }
    if (group.flood == null) {
      group.flood = Flood.of(Objects.requireNonNull(act.request), outcome);
    }
    group.flood.add(outcome.name(), act.timeMillis);
    return true;
  }

  /**
   * The floods of a second that is over.
   *
   * @param nowMillis on a clock that does not step back
   */
  List<Group> ended(long nowMillis) {
    if (nowMillis - begin < MILLIS) {
      return List.of();
    }
    begin = nowMillis;
    if (known > 0) {
      Arrays.fill(sources, 0);
      Arrays.fill(counts, 0);
      known = 0;
    }
    if (groups.isEmpty()) {
      return List.of();
    }
    List<Group> ended = new ArrayList<>(groups.values());
    groups.clear();
    bytes = 0;
    return ended;
  }

  /** Null: there is no room for another one. */
  private @Nullable Group groupOf(Act act) {
    List<@Nullable Object> key = keyOf(act);
    Group group = groups.get(key);
    if (group == null) {
      long more = Flood.BYTES + Coalescer.bytesOf(act);
      if (bytes + more > capacity) {
        return null;
      }
      group = new Group(act);
      groups.put(key, group);
      bytes += more;
    }
    return group;
  }

  private static List<@Nullable Object> keyOf(Act act) {
    if (act.kind == Act.Kind.AUTHENTICATION) {
      return Arrays.asList(act.address, -1);
    }
    AuthorizableRequestContext context = Objects.requireNonNull(act.context);
    return Arrays.asList(context.principal(), context.clientAddress(), Apis.id(context));
  }

  private static long identityOf(Act act) {
    InetAddress address = act.address;
    int who = 1;
    if (act.kind != Act.Kind.AUTHENTICATION) {
      AuthorizableRequestContext context = Objects.requireNonNull(act.context);
      address = context.clientAddress();
      who = context.principal().hashCode();
    }
    long source = ((long) who << 32) | (Objects.hashCode(address) & 0xFFFFFFFFL);
    return source == 0 ? 1 : source;
  }

  /** One flood, and the first act of it. */
  static final class Group {
    private final Act first = new Act();
    private @Nullable Flood flood;

    Group(Act act) {
      first.copyFrom(act);
      first.request = null; // the flood has what is told of it
      first.rule = null;
      first.decided = null;
    }

    Act first() {
      return first;
    }

    Flood flood() {
      return Objects.requireNonNull(flood);
    }
  }
}
