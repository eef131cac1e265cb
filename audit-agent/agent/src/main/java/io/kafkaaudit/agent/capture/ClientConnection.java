package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.ClientField;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which a client sent a request that its broker forwarded, as that broker tells
 * it to the controller: see {@link ClientField}. After the version there are one byte for the
 * security protocol and four texts, each with one byte for its length in UTF-8: listener,
 * connection id, name and version of the client's software. Immutable.
 */
public final class ClientConnection {
  /** Bytes of each text. What is longer is cut, and has at least a third of it left. */
  private static final int LONGEST_TEXT = 250;

  private static final String UNKNOWN = "unknown";

  private final SecurityProtocol protocol;
  private final String listener;
  private final String connectionId;
  private final @Nullable String softwareName;
  private final @Nullable String softwareVersion;

  private ClientConnection(
      SecurityProtocol protocol,
      String listener,
      String connectionId,
      String softwareName,
      String softwareVersion) {
    this.protocol = protocol;
    this.listener = listener;
    this.connectionId = connectionId;
    this.softwareName = softwareName.isEmpty() ? null : softwareName;
    this.softwareVersion = softwareVersion.isEmpty() ? null : softwareVersion;
  }

  /** The content of the field for a request of this context. */
  public static byte[] encode(RequestContext context) {
    ClientInformation software = context.clientInformation;
    byte[] listener = bytes(context.listenerName());
    byte[] connectionId = bytes(context.connectionId);
    byte[] name = bytes(software == null ? null : software.softwareName());
    byte[] version = bytes(software == null ? null : software.softwareVersion());
    ByteBuffer content =
        ByteBuffer.allocate(
            6 + listener.length + connectionId.length + name.length + version.length);
    content.put(ClientField.VERSION).put((byte) context.securityProtocol.id);
    put(content, listener);
    put(content, connectionId);
    put(content, name);
    put(content, version);
    return content.array();
  }

  private static byte[] bytes(@Nullable String text) {
    if (text == null || text.equals(UNKNOWN)) {
      return new byte[0];
    }
    byte[] all = cut(text, LONGEST_TEXT).getBytes(StandardCharsets.UTF_8);
    return all.length <= LONGEST_TEXT
        ? all
        : cut(text, LONGEST_TEXT / 3).getBytes(StandardCharsets.UTF_8); // three bytes each at most
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest);
  }

  private static void put(ByteBuffer content, byte[] text) {
    content.put((byte) text.length).put(text);
  }

  /** Null: the content is not what {@link #encode} writes. Whatever it is, nothing is thrown. */
  public static @Nullable ClientConnection decode(byte[] content) {
    if (content.length < 2
        || content.length > ClientField.MOST_BYTES
        || content[0] != ClientField.VERSION) {
      return null;
    }
    SecurityProtocol protocol = protocol(content[1]);
    String[] texts = new String[4];
    int at = 2;
    for (int i = 0; i < texts.length; i++) {
      int length = at < content.length ? content[at] & 0xFF : content.length;
      String text = text(content, at + 1, length);
      if (text == null) {
        return null;
      }
      texts[i] = text;
      at += 1 + length;
    }
    return protocol == null || texts[0].isEmpty() || texts[1].isEmpty()
        ? null
        : new ClientConnection(protocol, texts[0], texts[1], texts[2], texts[3]);
  }

  private static @Nullable SecurityProtocol protocol(int id) {
    for (SecurityProtocol protocol : SecurityProtocol.values()) {
      if (protocol.id == id) {
        return protocol;
      }
    }
    return null;
  }

  /** Null: it does not fit into the content, or is no UTF-8. */
  private static @Nullable String text(byte[] content, int from, int length) {
    if (length > content.length - from) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  public SecurityProtocol protocol() {
    return protocol;
  }

  public String listener() {
    return listener;
  }

  /** As the broker names it. */
  public String connectionId() {
    return connectionId;
  }

  /** Null: the client did not give it. */
  public @Nullable String softwareName() {
    return softwareName;
  }

  /** Null: the client did not give it. */
  public @Nullable String softwareVersion() {
    return softwareVersion;
  }
}
