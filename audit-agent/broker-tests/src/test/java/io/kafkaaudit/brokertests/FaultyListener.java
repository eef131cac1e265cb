package io.kafkaaudit.brokertests;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before a broker, and passes on what is said, until a fault is set. */
final class FaultyListener implements AutoCloseable {
  /** Everything is passed on. */
  static final Fault NONE = new Fault(Integer.MAX_VALUE, new byte[0], false);

  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ServerSocket server;
  private volatile Fault fault = NONE;
  private volatile int behind;

  /**
   * What comes in the place of a broker's response.
   *
   * @param after so many responses of the broker on the same connection
   * @param answer then come these bytes
   * @param ends whether the connection is closed then; else nothing happens any more
   */
  record Fault(int after, byte[] answer, boolean ends) {}

  FaultyListener() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    background(this::accept);
  }

  /** Stands before the broker at this port; returns its own. */
  int before(int port) {
    behind = port;
    return server.getLocalPort();
  }

  String address() {
    return "localhost:" + server.getLocalPort();
  }

  /** For every connection from now on; those that are open are closed. */
  void set(Fault next) {
    fault = next;
    open.forEach(FaultyListener::end);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Fault now = fault;
        background(
            () -> {
              try {
                serve(client, now);
              } catch (IOException e) {
                // one of both went away
              } finally {
                end(client);
              }
            });
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client, Fault now) throws IOException {
    if (now.after() == 0) {
      if (now.answer().length > 0) {
        client.getInputStream().readNBytes(4); // it asks first
      }
      fail(client, now);
      return;
    }
    try (Socket broker = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      open.add(broker);
      background(() -> copy(client, broker));
      DataInputStream responses = new DataInputStream(broker.getInputStream());
      OutputStream out = client.getOutputStream();
      for (int i = 0; i < now.after(); i++) {
        byte[] response = new byte[4 + responses.readInt()];
        int length = response.length - 4;
        response[0] = (byte) (length >> 24);
        response[1] = (byte) (length >> 16);
        response[2] = (byte) (length >> 8);
        response[3] = (byte) length;
        responses.readFully(response, 4, length);
        out.write(response);
      }
      fail(client, now);
    }
  }

  private static void fail(Socket client, Fault now) throws IOException {
    client.getOutputStream().write(now.answer());
    while (!now.ends() && client.getInputStream().read() >= 0) {
      // it may go on asking
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of both went away
    }
    end(to);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void background(Runnable work) {
    Thread thread = new Thread(work, "faulty-listener");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(FaultyListener::end);
  }
}
