package io.kafkaaudit.brokertests;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.RequestHeader;

/** One connection that sends whatever messages it is given, as no well-behaved client does. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;
  private final String clientId;

  RawClient(String bootstrapServers, String clientId) throws IOException {
    String[] address = bootstrapServers.split(":", -1);
    this.socket = new Socket(address[0], Integer.parseInt(address[1]));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 65_536));
    this.in = new DataInputStream(socket.getInputStream());
    this.clientId = clientId;
  }

  /** Logs in with SASL/PLAIN. */
  RawClient login(String user, String password) throws IOException {
    handshake("PLAIN");
    byte[] token = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
    ask(new SaslAuthenticateRequestData().setAuthBytes(token), (short) 1);
    return this;
  }

  /** The first request of a login. */
  void handshake(String mechanism) throws IOException {
    ask(new SaslHandshakeRequestData().setMechanism(mechanism), (short) 1);
  }

  /** Sends a request and waits for its response, which nobody looks at. */
  void ask(ApiMessage request, short version) throws IOException {
    ask(bytes(request, version));
  }

  /** The same with bytes that {@link #bytes} made: once for very many requests. */
  void ask(byte[] request) throws IOException {
    out.writeInt(request.length);
    out.write(request);
    out.flush();
    long left = in.readInt();
    while (left > 0) {
      left -= in.skipBytes((int) left);
    }
  }

  /** Header and body. */
  byte[] bytes(ApiMessage request, short version) {
    ApiKeys api = ApiKeys.forId(request.apiKey());
    RequestHeader header = new RequestHeader(api, version, clientId, 1);
    ByteBuffer head = MessageUtil.toByteBuffer(header.data(), header.headerVersion());
    ByteBuffer body = MessageUtil.toByteBuffer(request, version);
    return ByteBuffer.allocate(head.remaining() + body.remaining()).put(head).put(body).array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
