package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.AgentSettings.Size;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code memory.bytes} is divided into: everything that waits anywhere in the agent has its
 * part, whatever clients send. Sizes in bytes. Immutable.
 */
public final class MemoryPlan {
  private static final long MIB = 1_048_576;

  /** Bytes of an empty slot. */
  private static final int SLOT = 160;

  /** What a slot of granted acts holds on to: a request's context, an action and short names. */
  static final int TYPICAL_ACT = 512;

  /** The producer's buffer and what it notes of each record. */
  private static final long PRODUCER = 6 * MIB;

  /** Known addresses and ACLs, forwarders, closed connections, the encoder's buffer. */
  private static final long FIXED = MIB + 720_896;

  private final Map<String, Long> parts = new LinkedHashMap<>();
  private final int managementSlots;
  private final int denialSlots;
  private final int authenticationSlots;
  private final int otherSlots;
  private final long asked;

  public MemoryPlan(AgentSettings settings) {
    asked = settings.memoryBytes();
    double scale =
        (double) (asked - PRODUCER - FIXED)
            / (AgentSettings.defaultMemoryBytes() - PRODUCER - FIXED);
    managementSlots = slots(settings, Size.MANAGEMENT_SLOTS, settings.managementSlots(), scale);
    denialSlots = slots(settings, Size.DENIAL_SLOTS, settings.denialSlots(), scale);
    authenticationSlots =
        slots(settings, Size.AUTHENTICATION_SLOTS, settings.authenticationSlots(), scale);
    otherSlots = slots(settings, Size.OTHER_SLOTS, settings.otherSlots(), scale);
    parts.put(
        "lanes",
        (long) (managementSlots + denialSlots + authenticationSlots) * SLOT
            + (long) otherSlots * (SLOT + TYPICAL_ACT));
    boolean given = settings.gives(Size.OUTBOX_BYTES);
    parts.put("outbox", given ? settings.outboxBytes() : (long) (settings.outboxBytes() * scale));
    parts.put("management", (long) (9 * MIB * scale));
    parts.put("denials", (long) (3.5 * MIB * scale));
    parts.put("logins", (long) (2 * MIB * scale));
    parts.put("other", (long) (MIB * scale));
    parts.put("coalescer", (long) (MIB * scale));
    parts.put("floods", (long) (MIB * scale));
    parts.put("producer", PRODUCER);
    parts.put("fixed", FIXED);
  }

  /** Slots are a power of two, so that a part of one is half of it or less. */
  private static int slots(AgentSettings settings, Size size, int slots, double scale) {
    return settings.gives(size) || scale == 1
        ? Integer.highestOneBit(slots * 2 - 1)
        : Math.max(64, Integer.highestOneBit((int) (slots * scale)));
  }

  int managementSlots() {
    return managementSlots;
  }

  int denialSlots() {
    return denialSlots;
  }

  int authenticationSlots() {
    return authenticationSlots;
  }

  int otherSlots() {
    return otherSlots;
  }

  /** Encoded events, until the destination has acknowledged them. */
  public long outbox() {
    return part("outbox");
  }

  /** Bodies, decisions and responses of management requests that are not denied as a whole. */
  long management() {
    return part("management");
  }

  /** Management requests that are denied as a whole, and everything else that is denied. */
  long denials() {
    return part("denials");
  }

  /** What logins hold. */
  long logins() {
    return part("logins");
  }

  /** What granted acts hold beyond the typical: long names, many resources. */
  long other() {
    return part("other");
  }

  /** Equal denials, logins and reads of the audit topics, until they are one event. */
  public long coalescer() {
    return part("coalescer");
  }

  /** Floods, until they are one event. */
  public long floods() {
    return part("floods");
  }

  /** All parts by name, as docs show them. */
  public Map<String, Long> parts() {
    return new LinkedHashMap<>(parts);
  }

  /** The sum of all parts. */
  public long total() {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether sizes of lanes or of the outbox need more than {@code memory.bytes}. */
  public boolean isRaised() {
    return total() > asked;
  }

  private long part(String name) {
    Long bytes = parts.get(name);
    return bytes == null ? 0 : bytes;
  }
}
