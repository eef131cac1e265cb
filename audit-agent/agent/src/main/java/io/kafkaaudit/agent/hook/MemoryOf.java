package io.kafkaaudit.agent.hook;

import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.jspecify.annotations.Nullable;

/** How many bytes an act holds on to, told from lengths: a client id may have 32 kB. */
final class MemoryOf {
  /** A request's context, header, principal and an action. */
  private static final int CONTEXT = 448;

  /** Characters of names; what has no more fits into what is planned for a slot. */
  private static final int TYPICAL_NAMES = 128;

  private MemoryOf() {}

  /** Of a request's context. */
  static long request(AuthorizableRequestContext context) {
    return CONTEXT + 2L * names(context);
  }

  /** Whether a request about a resource whose name is so long holds no more than a slot may. */
  static boolean isTypical(AuthorizableRequestContext context, int more) {
    return names(context) + more <= TYPICAL_NAMES;
  }

  private static int names(AuthorizableRequestContext context) {
    return length(context.clientId()) + context.principal().getName().length();
  }

  /** Of a text; 0: none. */
  static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
