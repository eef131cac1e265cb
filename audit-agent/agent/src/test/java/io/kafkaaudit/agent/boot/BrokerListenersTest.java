package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Which listeners are those of brokers and controllers. */
class BrokerListenersTest {
  @Test
  void theyAreThoseOfTheConfiguration() throws Exception {
    assertThat(config("controller.listener.names=CONTROLLER, SPARE\ninter.broker.listener.name=in"))
        .containsExactlyInAnyOrder("CONTROLLER", "SPARE", "IN");
    assertThat(config("controller.listener.names=C\nsecurity.inter.broker.protocol=SASL_SSL"))
        .containsExactlyInAnyOrder("C", "SASL_SSL");
    assertThat(config("process.roles=broker")).containsExactly("PLAINTEXT");
  }

  @Test
  void whatComesFromElsewhereIsNotKnown() throws Exception {
    assertThat(config("inter.broker.listener.name=${env:LISTENER}")).isEmpty();
  }

  private java.util.Set<String> config(String text) throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return BrokerConfig.written(properties).listenersAmongNodes();
  }
}
