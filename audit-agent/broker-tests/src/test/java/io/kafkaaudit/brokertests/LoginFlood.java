package io.kafkaaudit.brokertests;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Failed PLAIN logins as fast as sockets go: SaslHandshake v0 and a bare token (KIP-43). */
final class LoginFlood {
  private static final int THREADS = 4;

  private LoginFlood() {}

  /** Each login is a connection that the broker ends. */
  static void run(String bootstrapServers, int logins) throws Exception {
    String[] address = bootstrapServers.split(":", -1);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        all.add(
            threads.submit(
                () -> {
                  for (int i = first; i < logins; i += THREADS) {
                    login(address[0], Integer.parseInt(address[1]), "flood-" + i % 50);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void login(String host, int port, String user) throws IOException {
    try (Socket socket = new Socket(host, port)) {
      socket.setTcpNoDelay(true);
      socket.setSoLinger(true, 0); // a hundred thousand connections would use up the ports
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] mechanism = "PLAIN".getBytes(StandardCharsets.UTF_8);
      out.writeInt(2 + 2 + 4 + 2 + 2 + mechanism.length);
      out.writeShort(17);
      out.writeShort(0);
      out.writeInt(1);
      out.writeShort(-1);
      out.writeShort(mechanism.length);
      out.write(mechanism);
      out.flush();
      in.readNBytes(in.readInt());
      byte[] token = ("\0" + user + "\0wrong").getBytes(StandardCharsets.UTF_8);
      out.writeInt(token.length);
      out.write(token);
      out.flush();
      in.readInt();
      throw new IOException("the broker accepted a wrong password");
    } catch (EOFException | SocketException e) {
      // refused, as it should be: before KIP-152 brokers just close the connection
    }
  }
}
