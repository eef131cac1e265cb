package io.kafkaaudit.agent.capture;

/**
 * Reads Kafka's connection ids: {@code local:port-remote:port-index}, since 4.0 with the number of
 * the processor before the index. The addresses are as Java writes them, without brackets: those of
 * IPv6 have colons, and their zone, which is the name of a network interface, may have hyphens.
 */
public final class ConnectionIds {
  private static final int MOST_DIGITS = 5;
  private static final int HIGHEST_PORT = 65_535;

  private ConnectionIds() {}

  /** The client's port; 0: there is none to be read. */
  public static int remotePort(String connectionId) {
    // From the end, where there are only numbers: what comes before them may have any character.
    int end = beforeNumber(connectionId, connectionId.length());
    int port = portUpTo(connectionId, end);
    if (port == 0 && end > 0) {
      port = portUpTo(connectionId, beforeNumber(connectionId, end));
    }
    return port;
  }

  /** The index of the hyphen before the number that ends there; -1: there is no such number. */
  private static int beforeNumber(String text, int end) {
    int from = end;
    while (from > 0 && isDigit(text.charAt(from - 1))) {
      from--;
    }
    return from < end && from > 0 && text.charAt(from - 1) == '-' ? from - 1 : -1;
  }

  /** The port that ends there, behind the colon of an address; 0: none. */
  private static int portUpTo(String text, int end) {
    int from = end;
    while (from > 0 && isDigit(text.charAt(from - 1))) {
      from--;
    }
    if (from >= end || end - from > MOST_DIGITS || from == 0 || text.charAt(from - 1) != ':') {
      return 0;
    }
    int port = 0;
    for (int i = from; i < end; i++) {
      port = port * 10 + text.charAt(i) - '0';
    }
    return port <= HIGHEST_PORT ? port : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
