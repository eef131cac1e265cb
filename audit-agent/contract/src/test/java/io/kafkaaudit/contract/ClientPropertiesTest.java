package io.kafkaaudit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPropertiesTest {
  private static final String MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";

  private final ClientProperties properties = new ClientProperties("reconnect.backoff.ms");

  @ParameterizedTest
  @ValueSource(
      strings = {
        " required username=\"KA\" password=\"a;b # c // d\";",
        " required username=\"KA\" password=\"quote \\\" and \\\\\" ;",
        " required username=KA password=p.w-1;\n",
        " required;"
      })
  void anEntryOfAKnownModuleIsLetThrough(String options) {
    assertThat(properties.problem("sasl.jaas.config", MODULE + options)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " required; com.sun.security.auth.module.JndiLoginModule required;",
        " required username=\"x\" // \";\n com.sun.Evil required;",
        " required username=\"x; com.sun.Evil required;",
        " optional;",
        " required username=\"x\"",
        ""
      })
  void anythingElseIsNot(String options) {
    assertThat(properties.problem("sasl.jaas.config", MODULE + options))
        .startsWith("must be one entry of Kafka's ScramLoginModule")
        .doesNotContain("Evil");
  }

  @Test
  void aLongValueCostsNeitherTimeNorStack() {
    String options = " required password=\"" + "\\\\x".repeat(200_000);
    assertThat(properties.problem("sasl.jaas.config", MODULE + options + "\";")).isNull();
    assertThat(properties.problem("sasl.jaas.config", MODULE + options)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "config.providers, file",
    "ssl.truststore.location, /etc/passwd",
    "interceptor.classes, com.acme.Evil",
    "sasl.client.callback.handler.class, com.acme.Evil",
    "default.api.timeout.ms, 1"
  })
  void whatIsNotListedIsNamedWithTheWayOut(String name, String value) {
    assertThat(properties.problem(name, value))
        .startsWith("may not be set: remove it. Allowed are bootstrap.servers, ")
        .doesNotContain(value + ";");
  }

  @Test
  void certificatesAreText() {
    assertThat(properties.problem("ssl.truststore.type", " PEM ")).isNull();
    assertThat(properties.problem("ssl.truststore.type", "JKS")).startsWith("must be PEM");
    assertThat(properties.problem("reconnect.backoff.ms", "5")).isNull();
  }
}
