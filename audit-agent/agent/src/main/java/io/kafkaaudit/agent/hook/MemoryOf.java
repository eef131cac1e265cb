package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Forwarder;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.jspecify.annotations.Nullable;

/** How many bytes an act holds on to, told from lengths: a client id may have 32 kB. */
public final class MemoryOf {
  /** A request's context, header, principal and an action. */
  private static final int CONTEXT = 448;

  /** Characters of names; what has no more fits into what is planned for a slot. */
  private static final int TYPICAL_NAMES = 128;

  /** Characters of the name and version of a client's software; they may have 64 kB. */
  private static final int TYPICAL_SOFTWARE = 64;

  private MemoryOf() {}

  /** Bytes that a request's context holds. */
  static long request(AuthorizableRequestContext context) {
    return CONTEXT + 2L * names(context);
  }

  /** Whether a request about a resource whose name is so long holds no more than a slot may. */
  static boolean isTypical(AuthorizableRequestContext context, int more) {
    return names(context) + more <= TYPICAL_NAMES;
  }

  /** Characters of what clients may make long, with whatever a broker told of the client. */
  public static int names(AuthorizableRequestContext context) {
    int names = length(context.clientId()) + context.principal().getName().length();
    if (!(context instanceof RequestContext)) {
      return names;
    }
    ClientInformation software = ((RequestContext) context).clientInformation;
    if (software != null) {
      int more = length(software.softwareName()) + length(software.softwareVersion());
      names += Math.max(0, more - TYPICAL_SOFTWARE);
    }
    Forwarder forwarder = Forwarder.attachedTo(context);
    return forwarder == null ? names : names + forwarder.bytes() / 2;
  }

  /** Length of a text; 0: none. */
  static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
