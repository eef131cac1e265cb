package io.kafkaaudit.agent.hook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.kafka.common.network.TransportLayer;

/** Hooks of connections that this process opens. */
public final class ConnectionHooks {
  private ConnectionHooks() {}

  /**
   * {@code KafkaChannel.finishConnect} returned.
   *
   * @param connected whether the connection is there, and not still on its way
   */
  public static void opened(boolean connected, TransportLayer transport) {
    if (!connected) {
      return;
    }
    try {
      Socket socket = transport.socketChannel().socket();
      InetAddress remote = socket.getInetAddress();
      if (remote != null) {
        Hooks.NODES.opened(
            new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()),
            remote,
            Thread.currentThread().getName());
      }
    } catch (Throwable e) {
      Hooks.CONNECTION.failed(e, 0);
    }
  }
}
