package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.embedded.SteppedClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationConnectionsTest {
  private final SteppedClock clock = new SteppedClock();
  private final List<Destination> closed = new ArrayList<>();

  @Test
  void aConnectionThatNobodyAsksForIsClosedAndMadeAgainWhenSomebodyDoes() {
    AdminProperties old =
        AdminProperties.parse("bootstrap.servers=a:1\nsecurity.protocol=PLAINTEXT");
    AdminProperties changed = AdminProperties.parse("bootstrap.servers=a:1\nsecurity.protocol=SSL");
    try (DestinationConnections connections =
        new DestinationConnections(admin -> destination(), clock)) {
      Destination first = connections.to(old);
      assertThat(
              connections.to(
                  AdminProperties.parse("bootstrap.servers=a:1\nsecurity.protocol=PLAINTEXT")))
          .as("the same admin")
          .isSameAs(first);
      clock.forward(DestinationConnections.IDLE.minusMinutes(1));
      connections.closeIdle();
      assertThat(closed).isEmpty();
      Destination second = connections.to(changed);
      assertThat(second).isNotSameAs(first);

      clock.forward(Duration.ofMinutes(2));
      connections.closeIdle();
      assertThat(closed).containsExactly(first);
      assertThat(connections.to(changed)).isSameAs(second);
      assertThat(connections.to(old)).isNotSameAs(first);
    }
    assertThat(closed).as("all at the end").hasSize(3);
  }

  private Destination destination() {
    return (Destination)
        Proxy.newProxyInstance(
            Destination.class.getClassLoader(),
            new Class<?>[] {Destination.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "close":
                  closed.add((Destination) proxy);
                  return null;
                case "equals":
                  return proxy == arguments[0];
                case "hashCode":
                  return System.identityHashCode(proxy);
                default:
                  return method.getName();
              }
            });
  }
}
