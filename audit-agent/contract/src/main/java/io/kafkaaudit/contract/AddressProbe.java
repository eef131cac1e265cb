package io.kafkaaudit.contract;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks once at what speaks at an address, before a Kafka client is let near it: Kafka's clients
 * take whatever answers for a response and never tell what it was.
 *
 * <p>It connects as the client would, with or without TLS, asks for the API versions, which brokers
 * answer before any login, and reads a few bytes. Where that has no clear answer it tries once more
 * the other way, for a broker without TLS closes in silence when it is greeted with TLS. Both
 * connections together take twice the time limit at most, beside the resolution of the name, and
 * read 128 KB at most. Nothing secret is sent. Immutable.
 */
public final class AddressProbe {
  private static final int MOST_ADDRESSES = 3;

  /** As Kafka reads an entry of bootstrap.servers. */
  private static final Pattern SERVER =
      Pattern.compile("(?:[0-9a-zA-Z\\-%._]*://)?\\[?([0-9a-zA-Z\\-%._:]*)]?:([0-9]{1,5})");

  private final TlsSockets tls;
  private final Duration within;

  /** Opens TLS as the client does that is to connect. */
  public interface TlsSockets {
    /**
     * A client's socket over one that is connected, after the handshake: with the client's trust
     * and certificate, and the host's name for SNI and the verification.
     */
    Socket over(Socket connected, String host, int port) throws IOException;
  }

  /**
   * @param within the time limit of one connection
   */
  public AddressProbe(TlsSockets tls, Duration within) {
    this.tls = tls;
    this.within = within;
  }

  /**
   * Looks at one server.
   *
   * @param server as in bootstrap.servers
   * @param withTls whether the client would come with TLS
   */
  public AddressFinding look(String server, boolean withTls) {
    Matcher matcher = SERVER.matcher(server.trim());
    if (!matcher.matches()) {
      return finding(server, AddressFinding.Speaks.UNKNOWN, "is not host:port");
    }
    String host = matcher.group(1);
    int port = Integer.parseInt(matcher.group(2));
    AddressFinding first = connect(server, host, port, withTls);
    if (first.speaks() != AddressFinding.Speaks.UNKNOWN) {
      return first;
    }
    AddressFinding other = connect(server, host, port, !withTls);
    return other.isClear() ? other : first;
  }

  private AddressFinding connect(String server, String host, int port, boolean withTls) {
    long until = System.nanoTime() + within.toNanos();
    IOException why = null;
    try {
      InetAddress[] addresses = InetAddress.getAllByName(host);
      for (int i = 0; i < Math.min(MOST_ADDRESSES, addresses.length); i++) {
        try (BoundedSocket socket = new BoundedSocket(until)) {
          socket.connect(new InetSocketAddress(addresses[i], port), socket.millisLeft());
          return withTls ? overTls(server, host, port, socket) : plain(server, socket);
        } catch (IOException e) {
          why = e;
        }
      }
    } catch (UnknownHostException e) {
      return finding(server, AddressFinding.Speaks.UNREACHABLE, "has no address");
    } catch (RuntimeException e) { // a port above 65535, a provider's surprise
      return finding(server, AddressFinding.Speaks.UNKNOWN, "could not be looked at: " + e);
    }
    return finding(server, AddressFinding.Speaks.UNREACHABLE, "cannot be reached: " + why);
  }

  private static AddressFinding plain(String server, BoundedSocket socket) {
    Answer answer = Answer.of(socket);
    if (FirstBytes.areTls(answer.bytes, answer.length)) {
      return finding(server, AddressFinding.Speaks.TLS, "speaks TLS");
    }
    if (answer.isKafka()) {
      return finding(server, AddressFinding.Speaks.KAFKA, "speaks Kafka without TLS");
    }
    return answer.isOther()
        ? finding(server, AddressFinding.Speaks.OTHER, answer.text())
        : finding(server, AddressFinding.Speaks.UNKNOWN, answer.text());
  }

  private AddressFinding overTls(String server, String host, int port, BoundedSocket socket) {
    try {
      Socket secured = tls.over(socket, host, port); // closed with what it lies on
      Answer answer = Answer.of(secured);
      if (answer.isKafka()) {
        return finding(server, AddressFinding.Speaks.KAFKA_OVER_TLS, "speaks Kafka over TLS");
      }
      return answer.isOther()
          ? finding(server, AddressFinding.Speaks.OTHER, answer.text() + " over TLS")
          : finding(server, AddressFinding.Speaks.TLS, "speaks TLS and " + answer.text());
    } catch (IOException e) {
      byte[] raw = socket.first;
      if (FirstBytes.areTls(raw, socket.firstLength)) {
        return finding(server, AddressFinding.Speaks.TLS, "speaks TLS, but: " + e.getMessage());
      }
      return socket.firstLength >= 4 && !FirstBytes.mayBeLength(raw)
          ? finding(
              server,
              AddressFinding.Speaks.OTHER,
              "answers with " + FirstBytes.text(raw, socket.firstLength))
          : finding(server, AddressFinding.Speaks.UNKNOWN, Answer.silence(socket.firstLength, e));
    }
  }

  private static AddressFinding finding(String server, AddressFinding.Speaks speaks, String text) {
    return new AddressFinding(server.trim(), speaks, text);
  }

  /** What came back when the API versions were asked for. */
  private static final class Answer {
    /** Bytes of the length, the number of the request and the error code. */
    private static final int WANTED = 10;

    final byte[] bytes = new byte[WANTED];
    final int correlation = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    int length;
    String silence = "";

    static Answer of(Socket socket) {
      Answer answer = new Answer();
      try {
        socket.getOutputStream().write(answer.request());
        answer.read(socket.getInputStream());
      } catch (IOException e) {
        answer.silence = silence(answer.length, e);
      }
      return answer;
    }

    static String silence(int length, IOException why) {
      return "has no clear answer: " + (length == 0 ? "" : length + " bytes, then ") + why;
    }

    /** ApiVersions version 0, which every broker since 0.10 answers. */
    private byte[] request() {
      byte[] client = "kafka-audit-probe".getBytes(StandardCharsets.US_ASCII);
      return ByteBuffer.allocate(14 + client.length)
          .putInt(10 + client.length)
          .putShort((short) 18)
          .putShort((short) 0)
          .putInt(correlation)
          .putShort((short) client.length)
          .put(client)
          .array();
    }

    private void read(InputStream in) throws IOException {
      while (length < WANTED && !isOther()) {
        int more = in.read(bytes, length, WANTED - length);
        if (more < 0) {
          throw new IOException("the connection was closed");
        }
        length += more;
      }
    }

    boolean isKafka() {
      return length >= 8
          && FirstBytes.mayBeLength(bytes)
          && ByteBuffer.wrap(bytes).getInt(4) == correlation;
    }

    boolean isOther() {
      return length >= 8 ? !isKafka() : length >= 4 && !FirstBytes.mayBeLength(bytes);
    }

    String text() {
      return isOther() ? "answers with " + FirstBytes.text(bytes, length) : silence;
    }
  }

  /** Ends reads at a point in time and after so many bytes; remembers the first that came. */
  private static final class BoundedSocket extends Socket {
    private static final int MOST_BYTES = 131_072;

    private final long until;
    final byte[] first = new byte[8];
    int firstLength;

    BoundedSocket(long until) {
      super(java.net.Proxy.NO_PROXY); // as Kafka's clients, which know none
      this.until = until;
    }

    int millisLeft() throws IOException {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new java.net.SocketTimeoutException("no answer in time");
      }
      return (int) Math.min(Integer.MAX_VALUE, left);
    }

    @Override
    public InputStream getInputStream() throws IOException {
      InputStream in = super.getInputStream();
      return new InputStream() {
        private int total;

        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
          if (total >= MOST_BYTES) {
            throw new IOException("too much of an answer");
          }
          setSoTimeout(millisLeft());
          int read = in.read(into, offset, Math.min(length, MOST_BYTES - total));
          for (int i = 0; i < read && firstLength < first.length; i++) {
            first[firstLength++] = into[offset + i];
          }
          total += Math.max(0, read);
          return read;
        }

        @Override
        public int available() throws IOException {
          return in.available();
        }
      };
    }
  }
}
