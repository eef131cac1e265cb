package io.kafkaaudit.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.ClusterNodes;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.network.TransportLayer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;

class ConnectionHooksTest {
  @Test
  void aConnectionThatTheAgentsProducerOpenedIsKnownWhereItComesIn() throws Exception {
    try (ServerSocketChannel server =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel mine = SocketChannel.open(server.getLocalAddress());
        SocketChannel other = SocketChannel.open(server.getLocalAddress())) {
      Thread producer =
          new Thread(
              () -> {
                ConnectionHooks.opened(true, transport(mine));
                ConnectionHooks.opened(false, transport(other));
              },
              "kafka-producer-network-thread | " + ClusterNodes.CLIENT_ID + 1);
      producer.start();
      producer.join();
      assertThat(Hooks.NODES.sent(request(mine))).isTrue();
      assertThat(Hooks.NODES.sent(request(other))).as("not there yet").isFalse();
    }
  }

  private static TransportLayer transport(SocketChannel socket) {
    return (TransportLayer)
        Proxy.newProxyInstance(
            ConnectionHooksTest.class.getClassLoader(),
            new Class<?>[] {TransportLayer.class},
            (proxy, method, arguments) -> socket);
  }

  private static RequestContext request(SocketChannel from) throws Exception {
    InetSocketAddress local = (InetSocketAddress) from.getLocalAddress();
    return new RequestContext(
        new RequestHeader(ApiKeys.PRODUCE, (short) 9, "c", 5),
        "127.0.0.1:9092-" + local.getAddress().getHostAddress() + ":" + local.getPort() + "-0-7",
        local.getAddress(),
        new KafkaPrincipal(KafkaPrincipal.USER_TYPE, "writer"),
        new ListenerName("EXTERNAL"),
        SecurityProtocol.SASL_SSL,
        ClientInformation.EMPTY,
        false);
  }
}
