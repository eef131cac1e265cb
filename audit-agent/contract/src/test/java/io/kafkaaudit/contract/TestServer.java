package io.kafkaaudit.contract;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers each connection as a test wants it. */
final class TestServer implements AutoCloseable {
  /** What is done with a connection; it is closed afterwards. */
  interface Handler {
    void serve(Socket connection) throws Exception;
  }

  final AtomicInteger connections = new AtomicInteger();
  private final ServerSocket server;

  TestServer(Handler handler) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), handler);
  }

  TestServer(ServerSocket server, Handler handler) {
    this.server = server;
    Thread thread = new Thread(() -> accept(handler), "test-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(Handler handler) {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        connections.incrementAndGet();
        Thread thread = new Thread(() -> serve(handler, connection), "test-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void serve(Handler handler, Socket connection) {
    try (connection) {
      handler.serve(connection);
    } catch (Exception e) {
      // the client went away, which tests see on its side
    }
  }

  String address() {
    return "localhost:" + server.getLocalPort();
  }

  /** Reads what is asked, answers so, and waits for the client to go. */
  static Handler answering(byte[] answer) {
    return connection -> {
      byte[] asked = new byte[4];
      new DataInputStream(connection.getInputStream()).readFully(asked);
      connection.getOutputStream().write(answer);
      connection.getOutputStream().flush();
      awaitEnd(connection);
    };
  }

  /** As Kafka: a request is answered; more than 100 MB of a request closes the connection. */
  static void kafka(Socket connection) throws IOException {
    DataInputStream in = new DataInputStream(connection.getInputStream());
    OutputStream out = connection.getOutputStream();
    int length = in.readInt();
    if (length < 0 || length > 100 * 1024 * 1024) {
      return;
    }
    byte[] request = in.readNBytes(length);
    int correlation = ByteBuffer.wrap(request).getInt(4);
    out.write(
        ByteBuffer.allocate(14)
            .putInt(10)
            .putInt(correlation)
            .putShort((short) 0)
            .putInt(0)
            .array());
    out.flush();
    awaitEnd(connection);
  }

  static void awaitEnd(Socket connection) throws IOException {
    while (connection.getInputStream().read() >= 0) {
      // whatever it still sends
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
