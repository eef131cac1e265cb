package io.kafkaaudit.agent.event;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as text: IPv6 as RFC 5952 has it, with the zone beside it, since whoever reads
 * addresses refuses one with a zone in it. Remembers a bounded number of them, each in one place,
 * for a new text would be garbage whenever it is asked for. Owned by the encoder thread.
 */
final class AddressTexts {
  private static final int REMEMBERED = 1024;
  private static final int GROUPS = 8;

  private final @Nullable InetAddress[] addresses = new InetAddress[REMEMBERED];
  private final String[] texts = new String[REMEMBERED];
  private final @Nullable String[] zones = new String[REMEMBERED];

  /** The address without its zone. */
  String of(InetAddress address) {
    return texts[slot(address)];
  }

  /** The network interface that a link-local address belongs to; null: none. */
  @Nullable String zone(InetAddress address) {
    return zones[slot(address)];
  }

  private int slot(InetAddress address) {
    int hash = address.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
    InetAddress known = addresses[slot];
    if (known == null || !known.equals(address) || scope(known) != scope(address)) {
      String text = address.getHostAddress();
      int zone = text.indexOf('%');
      zones[slot] = zone < 0 ? null : text.substring(zone + 1);
      texts[slot] = address instanceof Inet6Address ? canonical(address.getAddress()) : text;
      addresses[slot] = address;
    }
    return slot;
  }

  /** Link-local addresses of two interfaces are equal to Java, and not to a reader. */
  private static int scope(InetAddress address) {
    return address instanceof Inet6Address ? ((Inet6Address) address).getScopeId() : 0;
  }

  /** RFC 5952: no leading zeros, the first of the longest runs of zeros as {@code ::}. */
  private static String canonical(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = ((bytes[2 * i] & 0xFF) << 8) | (bytes[2 * i + 1] & 0xFF);
    }
    if (isMapped(groups)) {
      return "::ffff:" + decimal(bytes, 12);
    }
    int from = 0;
    int to = 0;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > Math.max(1, to - from)) { // a single group of zeros is written out
        from = i;
        to = end;
      }
    }
    StringBuilder text = new StringBuilder();
    boolean shortened = to > from;
    for (int i = 0; i < GROUPS; i++) {
      if (shortened && i == from) {
        text.append("::");
        i = to - 1;
      } else {
        boolean first = i == 0 || (shortened && i == to);
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** An IPv4 address in IPv6: its section 5 has the last four bytes in decimals. */
  private static boolean isMapped(int[] groups) {
    boolean zeros = true;
    for (int i = 0; i < 5; i++) {
      zeros &= groups[i] == 0;
    }
    return zeros && groups[5] == 0xFFFF;
  }

  private static String decimal(byte[] bytes, int from) {
    return (bytes[from] & 0xFF)
        + "."
        + (bytes[from + 1] & 0xFF)
        + "."
        + (bytes[from + 2] & 0xFF)
        + "."
        + (bytes[from + 3] & 0xFF);
  }
}
