package io.kafkaaudit.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.contract.AgentSettings;
import java.lang.reflect.Proxy;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.network.Authenticator;
import org.apache.kafka.common.network.ChannelMetadataRegistry;
import org.apache.kafka.common.network.DefaultChannelMetadataRegistry;
import org.apache.kafka.common.network.KafkaChannel;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.network.SslTransportLayer;
import org.apache.kafka.common.network.TransportLayer;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.KafkaPrincipalSerde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A login by certificate is told by the broker that it was made to. */
class CertificateLoginsTest {
  private final Lanes lanes = new Lanes(new MemoryPlan(AgentSettings.defaults()));

  @BeforeEach
  void open() {
    Hooks.open(lanes, new CapturePolicy(AgentSettings.defaults(), null));
  }

  @AfterEach
  void close() {
    Hooks.close();
  }

  /** SslTransportLayer was left alone: brokers open such connections, too. */
  @Test
  void whereNobodyKnowsWhoCalledNothingIsTold() throws Exception {
    try (Selector selector = Selector.open();
        SocketChannel socket = SocketChannel.open()) {
      socket.configureBlocking(false);
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      ChannelMetadataRegistry registry = new DefaultChannelMetadataRegistry();
      Login login =
          new Login(SslTransportLayer.create("c", socket.register(selector, 0), engine, registry));
      KafkaChannel channel =
          new KafkaChannel("c", ready(socket), () -> login, 1024, MemoryPool.NONE, registry);
      AuthenticationHooks.prepared(null, channel, login);
    }
    assertThat(Hooks.AUTHENTICATION.lastError()).isNull();
    assertThat(lanes.authentication().take(act -> {})).isFalse();
  }

  private static TransportLayer ready(SocketChannel socket) {
    return (TransportLayer)
        Proxy.newProxyInstance(
            CertificateLoginsTest.class.getClassLoader(),
            new Class<?>[] {TransportLayer.class},
            (proxy, method, arguments) ->
                method.getName().equals("ready") ? (Object) true : socket);
  }

  /** What the transformer makes of the broker's class. */
  private static final class Login implements Authenticator, SslState {
    private final SslTransportLayer transport;

    Login(SslTransportLayer transport) {
      this.transport = transport;
    }

    @Override
    public void authenticate() {}

    @Override
    public KafkaPrincipal principal() {
      return new KafkaPrincipal(KafkaPrincipal.USER_TYPE, "CN=client");
    }

    @Override
    public Optional<KafkaPrincipalSerde> principalSerde() {
      return Optional.empty();
    }

    @Override
    public boolean complete() {
      return true;
    }

    @Override
    public void close() {}

    @Override
    public ListenerName kafkaAuditListener() {
      return ListenerName.normalised("TLS");
    }

    @Override
    public SslTransportLayer kafkaAuditTransport() {
      return transport;
    }
  }
}
