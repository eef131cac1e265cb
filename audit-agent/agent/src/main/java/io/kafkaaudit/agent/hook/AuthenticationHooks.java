package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.ClientSoftware;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Outcome;
import java.net.InetAddress;
import java.util.function.Function;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.network.Authenticator;
import org.apache.kafka.common.network.DelayedResponseAuthenticationException;
import org.apache.kafka.common.network.KafkaChannel;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;

/** Hooks of {@code KafkaChannel.prepare} and of the SASL servers' {@code evaluateResponse}. */
public final class AuthenticationHooks {
  /** Characters: names of mechanisms are short, and what a client calls one may have 32 kB. */
  private static final int LONGEST_MECHANISM = 64;

  /** Characters of what Kafka says; it repeats what a client sent. */
  private static final int LONGEST_MESSAGE = 600;

  /** Bytes that the act of a login holds, without names. */
  private static final int LOGIN_BYTES = 512;

  /** Causes that are followed: they may form a circle. */
  private static final int DEEPEST_CAUSE = 16;

  /** Lives only within one prepare(): a network thread serves many clients. */
  private static final ThreadLocal<@Nullable String> CLAIM = new ThreadLocal<>();

  private AuthenticationHooks() {}

  public static void plain(byte[] message) {
    claim(message, ClaimedName::plain);
  }

  public static void scram(byte[] message) {
    claim(message, ClaimedName::scram);
  }

  public static void bearer(byte[] message) {
    claim(message, ClaimedName::bearer);
  }

  private static void claim(byte[] message, Function<byte[], @Nullable String> reader) {
    try {
      String name = reader.apply(message);
      if (name != null) {
        CLAIM.set(name);
      }
    } catch (Throwable e) {
      Hooks.AUTHENTICATION.failed(e, 0);
    }
  }

  /** prepare() ended; error: what it threw, if it did. */
  public static void prepared(
      @Nullable Throwable error, KafkaChannel channel, Authenticator authenticator) {
    int events = 0;
    try {
      String claim = CLAIM.get();
      if (claim != null) {
        CLAIM.remove();
      }
      Lanes lanes = Hooks.lanes;
      CapturePolicy policy = Hooks.policy;
      boolean failed = error instanceof AuthenticationException;
      boolean ended = failed || (error == null && channel.ready());
      if (authenticator instanceof SaslState) {
        claim = keep((SaslState) authenticator, claim, ended);
      }
      if (!ended || lanes == null || policy == null) {
        return;
      }
      ListenerName listener = listenerOf(authenticator);
      if (listener == null) {
        return;
      }
      events = 1;
      if (Hooks.AUTHENTICATION.closed()) {
        publish(lanes, policy, channel, authenticator, listener, claim, failed ? error : null);
      } else {
        Hooks.AUTHENTICATION.skip(1);
      }
    } catch (Throwable e) {
      Hooks.AUTHENTICATION.failed(e, events);
    }
  }

  private static @Nullable String keep(SaslState state, @Nullable String claim, boolean ended) {
    String name = claim == null ? state.kafkaAuditClaim() : claim;
    state.kafkaAuditClaim(ended ? null : name);
    return name;
  }

  /** Null on connections that this process opened itself. */
  private static @Nullable ListenerName listenerOf(Authenticator authenticator) {
    if (authenticator instanceof SaslState) {
      return ((SaslState) authenticator).kafkaAuditListener();
    }
    if (!(authenticator instanceof SslState)) {
      return null;
    }
    SslState state = (SslState) authenticator;
    // Brokers give the connections that they open a listener, too: only TLS knows who called whom.
    Object transport = state.kafkaAuditTransport();
    boolean accepted = // not known where SslTransportLayer was left alone: then nothing is told
        transport instanceof TlsState
            && !((TlsState) transport).kafkaAuditEngine().getUseClientMode();
    return accepted ? state.kafkaAuditListener() : null;
  }

  private static void publish(
      Lanes lanes,
      CapturePolicy policy,
      KafkaChannel channel,
      Authenticator authenticator,
      ListenerName listener,
      @Nullable String claim,
      @Nullable Throwable error) {
    Throwable why = error;
    String principal = claim == null ? null : "User:" + claim;
    if (error == null) {
      try {
        principal = channel.principal().toString();
      } catch (RuntimeException e) {
        // A name that no rule maps: Kafka ends the connection for it at the first request. The
        // client brings this about at will, so it must not rest the hook.
        why = e;
      }
    }
    Outcome outcome = why == null ? Outcome.Success : Outcome.Failure;
    if (!policy.captures(Category.Authentication, outcome, principal, false)) {
      return;
    }
    // Everything that may throw comes first: a claimed slot that is never published blocks the
    // lane.
    InetAddress address = channel.socketAddress();
    ClientSoftware software = new ClientSoftware(channel.channelMetadataRegistry());
    boolean complete = software.read() || why != null;
    String mechanism = mechanismOf(authenticator);
    String identifier =
        claim != null && authenticator instanceof SaslState ? claim : nameOf(principal);
    String failure = why == null ? null : messageOf(why);
    String connection = channel.id();
    String listenerName = listener.value();
    long bytes =
        LOGIN_BYTES
            + 2L
                * (MemoryOf.length(principal)
                    + MemoryOf.length(identifier)
                    + MemoryOf.length(software.name())
                    + MemoryOf.length(software.version())
                    + MemoryOf.length(failure));
    Act act = lanes.authentication().claim(address == null ? listener : address, bytes, 1);
    if (act == null) {
      return;
    }
    act.kind = Act.Kind.AUTHENTICATION;
    act.category = Category.Authentication;
    act.monotonicNanos = System.nanoTime();
    act.principal = principal;
    act.listener = listenerName;
    act.address = address;
    act.mechanism = mechanism;
    act.identifier = identifier;
    act.connectionId = connection;
    act.softwareName = software.name();
    act.softwareVersion = software.version();
    // Java clients give it with the first request after their login; the encoder waits for that.
    act.software = complete ? null : software;
    act.failure = failure;
    lanes.authentication().publish(act);
  }

  /** SASL_SSL/SCRAM-SHA-512; SSL where the certificate is the login. */
  private static String mechanismOf(Authenticator authenticator) {
    if (!(authenticator instanceof SaslState)) {
      return SecurityProtocol.SSL.name;
    }
    SaslState state = (SaslState) authenticator;
    String mechanism = state.kafkaAuditMechanism();
    return state.kafkaAuditProtocol().name
        + (mechanism == null ? "" : "/" + cut(mechanism, LONGEST_MECHANISM));
  }

  private static @Nullable String nameOf(@Nullable String principal) {
    int colon = principal == null ? -1 : principal.indexOf(':');
    return principal == null ? null : principal.substring(colon + 1);
  }

  /** What the client is told, and why: the innermost message, which the client is not told. */
  private static String messageOf(Throwable error) {
    Throwable cause = error.getCause();
    Throwable told =
        error instanceof DelayedResponseAuthenticationException && cause != null ? cause : error;
    Throwable why = told;
    Throwable deeper = why.getCause();
    for (int depth = 0; deeper != null && depth < DEEPEST_CAUSE; depth++) {
      why = deeper;
      deeper = why.getCause();
    }
    String message = cut(String.valueOf(told.getMessage()), LONGEST_MESSAGE);
    String reason = why.getMessage();
    if (reason == null) {
      return message;
    }
    String innermost = cut(reason, LONGEST_MESSAGE);
    return message.contains(innermost) ? message : message + ": " + innermost;
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "...";
  }
}
