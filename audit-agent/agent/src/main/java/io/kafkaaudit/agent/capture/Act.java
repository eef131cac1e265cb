package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.Category;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * One preallocated slot of a {@link Lane}. A broker thread fills it and the encoder thread reads
 * and clears it; the lane's sequence orders the two.
 */
public final class Act {
  private static final VarHandle TURN;

  static {
    try {
      TURN = MethodHandles.lookup().findVarHandle(Act.class, "turn", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What a slot holds. */
  public enum Kind {
    /** A login, in the authentication fields. */
    AUTHENTICATION,
    /** One decision about a request that is not management. */
    DECISION,
    /** The decisions of one call of the authorizer, those in {@link #decided} with one result. */
    DECISIONS,
    /** A management request, whose outcome follows in {@link #request}. */
    MANAGEMENT
  }

  /** Beside what it guards, so that both come with one cache line. */
  @SuppressWarnings("unused") // read and written through TURN
  private long turn;

  public Kind kind = Kind.DECISION;
  public Category category = Category.Management;

  /** Milliseconds since the epoch; the encoder thread fills it in, for a clock costs time. */
  public long timeMillis;

  /** {@link System#nanoTime()}, since clocks step. */
  public long monotonicNanos;

  public @Nullable AuthorizableRequestContext context;
  public @Nullable Action action;
  public boolean allowed;

  /** The broker's own ACL, or the rule if it has none; their classes cannot be named here. */
  public @Nullable Object rule;

  public @Nullable ManagementRequest request;

  /** Of which those count that were {@link #allowed}, or were not. */
  public @Nullable Decided decided;

  /** The share of the lane's room that holds {@link #bytes} for this act; null: none. */
  SharedRoom.@Nullable Share share;

  long bytes;

  public @Nullable String principal;
  public @Nullable String identifier;
  public @Nullable String mechanism;
  public @Nullable String listener;
  public @Nullable String connectionId;
  public @Nullable InetAddress address;
  public @Nullable String softwareName;
  public @Nullable String softwareVersion;

  /** Of a login that may still get its software; null: it has it, or never will. */
  public @Nullable ClientSoftware software;

  /** Null for a login that succeeded. */
  public @Nullable String failure;

  /**
   * Takes everything over from a slot that will be cleared, and the bytes that are held for it:
   * {@link Lane#release} gives them back.
   */
  public void takeFrom(Act slot) {
    copyFrom(slot);
    share = slot.share;
    bytes = slot.bytes;
    slot.share = null;
  }

  /** Copies what is told of an act, and nothing that is held for it. */
  public void copyFrom(Act other) {
    kind = other.kind;
    category = other.category;
    timeMillis = other.timeMillis;
    monotonicNanos = other.monotonicNanos;
    context = other.context;
    action = other.action;
    allowed = other.allowed;
    rule = other.rule;
    request = other.request;
    decided = other.decided;
    principal = other.principal;
    identifier = other.identifier;
    mechanism = other.mechanism;
    listener = other.listener;
    connectionId = other.connectionId;
    address = other.address;
    softwareName = other.softwareName;
    softwareVersion = other.softwareVersion;
    software = other.software;
    failure = other.failure;
  }

  /** Whose turn the slot is: see {@link Lane}. */
  long turn() {
    return (long) TURN.getAcquire(this);
  }

  /** Hands the slot on, with all that was written to it. */
  void turn(long next) {
    TURN.setRelease(this, next);
  }

  void clear() {
    context = null;
    action = null;
    rule = null;
    request = null;
    decided = null;
    if (kind == Kind.AUTHENTICATION) {
      clearLogin();
    }
  }

  private void clearLogin() {
    principal = null;
    identifier = null;
    mechanism = null;
    listener = null;
    connectionId = null;
    address = null;
    softwareName = null;
    softwareVersion = null;
    software = null;
    failure = null;
  }
}
