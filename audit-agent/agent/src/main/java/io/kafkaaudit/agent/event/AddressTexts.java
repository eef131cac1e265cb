package io.kafkaaudit.agent.event;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as text. Remembers a bounded number of them, each in one place, for Java makes a new
 * text whenever it is asked. Owned by the encoder thread.
 */
final class AddressTexts {
  private static final int REMEMBERED = 1024;

  private final @Nullable InetAddress[] addresses = new InetAddress[REMEMBERED];
  private final String[] texts = new String[REMEMBERED];

  String of(InetAddress address) {
    int hash = address.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
    InetAddress known = addresses[slot];
    if (known == null || !known.equals(address) || scope(known) != scope(address)) {
      texts[slot] = address.getHostAddress();
      addresses[slot] = address;
    }
    return texts[slot];
  }

  /** Link-local addresses of two interfaces are equal to Java, and not to a reader. */
  private static int scope(InetAddress address) {
    return address instanceof Inet6Address ? ((Inet6Address) address).getScopeId() : 0;
  }
}
