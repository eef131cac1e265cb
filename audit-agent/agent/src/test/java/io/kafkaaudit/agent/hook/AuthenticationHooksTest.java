package io.kafkaaudit.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.contract.AgentSettings;
import java.lang.reflect.Proxy;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.network.Authenticator;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.DefaultChannelMetadataRegistry;
import org.apache.kafka.common.network.KafkaChannel;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.network.TransportLayer;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.KafkaPrincipalSerde;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthenticationHooksTest {
  private final Lanes lanes = new Lanes(new MemoryPlan(AgentSettings.defaults()));

  @BeforeEach
  void open() {
    Hooks.open(lanes, new CapturePolicy(AgentSettings.defaults(), null));
  }

  @AfterEach
  void close() {
    Hooks.close();
  }

  @Test
  void aClientWithoutAPrincipalFailsAndDoesNotRestTheHook() throws Exception {
    logsIn(
        () -> {
          throw new KafkaException("no rule maps CN=x");
        });
    logsIn(() -> new KafkaPrincipal(KafkaPrincipal.USER_TYPE, "alice"));

    Act failed = new Act();
    Act succeeded = new Act();
    assertThat(lanes.authentication().take(failed::copyFrom)).isTrue();
    assertThat(lanes.authentication().take(succeeded::copyFrom)).isTrue();
    assertThat(failed.failure).isEqualTo("no rule maps CN=x");
    assertThat(failed.principal).isNull();
    assertThat(succeeded.failure).isNull();
    assertThat(succeeded.mechanism).isEqualTo("SASL_SSL/PLAIN");
    assertThat(succeeded.principal).isEqualTo("User:alice");
  }

  @Test
  void aHandshakeThatFailedIsToldUnderTheListenersProtocol() throws Exception {
    for (SecurityProtocol protocol : SecurityProtocol.values()) {
      Login login = new Login(() -> KafkaPrincipal.ANONYMOUS, protocol, null);
      prepared(login, new SslAuthenticationException("SSL handshake failed"));
      Act failed = new Act();
      assertThat(lanes.authentication().take(failed::copyFrom)).isTrue();
      assertThat(failed.mechanism).isEqualTo(protocol.name);
      assertThat(failed.failure).isEqualTo("SSL handshake failed");
    }
  }

  @Test
  void aLoginWaitsForTheSoftwareThatItsClientHasNotGiven() throws Exception {
    prepared(login(), null, ClientInformation.EMPTY);
    prepared(login(), null, new ClientInformation("librdkafka", "v".repeat(30_000)));
    prepared(login(), new SaslAuthenticationException("no"), ClientInformation.EMPTY);

    Act waits = taken();
    assertThat(waits.software).isNotNull();
    assertThat(waits.softwareName).isNull();
    Act complete = taken();
    assertThat(complete.software).isNull();
    assertThat(complete.softwareName).isEqualTo("librdkafka");
    assertThat(complete.softwareVersion).hasSize(250);
    assertThat(taken().software).as("of a login that failed").isNull();
  }

  private Act taken() {
    Act act = new Act();
    assertThat(lanes.authentication().take(act::copyFrom)).isTrue();
    return act;
  }

  private static Login login() {
    return new Login(() -> KafkaPrincipal.ANONYMOUS, SecurityProtocol.SASL_SSL, "PLAIN");
  }

  private static void logsIn(Supplier<KafkaPrincipal> principal) throws Exception {
    prepared(new Login(principal, SecurityProtocol.SASL_SSL, "PLAIN"), null);
  }

  private static void prepared(Login login, Throwable error) throws Exception {
    prepared(login, error, null);
  }

  private static void prepared(Login login, Throwable error, ClientInformation software)
      throws Exception {
    DefaultChannelMetadataRegistry registry = new DefaultChannelMetadataRegistry();
    registry.registerClientInformation(software);
    try (SocketChannel socket = SocketChannel.open()) {
      TransportLayer transport =
          (TransportLayer)
              Proxy.newProxyInstance(
                  AuthenticationHooksTest.class.getClassLoader(),
                  new Class<?>[] {TransportLayer.class},
                  (proxy, method, arguments) ->
                      method.getName().equals("ready") ? (Object) true : socket);
      KafkaChannel channel =
          new KafkaChannel("c", transport, () -> login, 1024, MemoryPool.NONE, registry);
      AuthenticationHooks.prepared(error, channel, login);
    }
  }

  /** What the transformer makes of the broker's class. */
  private static final class Login implements Authenticator, SaslState {
    private final Supplier<KafkaPrincipal> principal;
    private final SecurityProtocol protocol;
    private final String mechanism;

    Login(Supplier<KafkaPrincipal> principal, SecurityProtocol protocol, String mechanism) {
      this.principal = principal;
      this.protocol = protocol;
      this.mechanism = mechanism;
    }

    @Override
    public void authenticate() {}

    @Override
    public KafkaPrincipal principal() {
      return principal.get();
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
    public String kafkaAuditMechanism() {
      return mechanism;
    }

    @Override
    public SecurityProtocol kafkaAuditProtocol() {
      return protocol;
    }

    @Override
    public ListenerName kafkaAuditListener() {
      return ListenerName.normalised("EXTERNAL");
    }

    @Override
    public String kafkaAuditClaim() {
      return null;
    }

    @Override
    public void kafkaAuditClaim(String name) {}
  }
}
