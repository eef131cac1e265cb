package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminPropertiesTest {
  private static final String SCRAM =
      "org.apache.kafka.common.security.scram.ScramLoginModule required"
          + " username=\"admin\" password=\"se\\\\\"cr;et\";";

  @Test
  void whatIsAllowedIsTakenAndNoValueIsShown() {
    AdminProperties admin =
        AdminProperties.parse(
            "bootstrap.servers=a:9092\nsecurity.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\n"
                + "sasl.jaas.config="
                + SCRAM
                + "\nssl.truststore.type=PEM\nssl.truststore.certificates=-----BEGIN\n");
    assertThat(admin.bootstrapServers()).isEqualTo("a:9092");
    assertThat(admin.toString()).contains("sasl.jaas.config").doesNotContain("cr;et", "BEGIN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.providers=file",
        "ssl.truststore.location=/etc/passwd",
        "ssl.keystore.location=/etc/passwd",
        "interceptor.classes=com.evil.Interceptor",
        "metric.reporters=com.evil.Reporter",
        "sasl.login.callback.handler.class=com.evil.Handler",
        "sasl.oauthbearer.token.endpoint.url=file:///etc/passwd",
        "security.providers=com.evil.Provider",
        "ssl.engine.factory.class=com.evil.Factory",
        "ssl.truststore.type=JKS",
        "sasl.jaas.config=com.sun.security.auth.module.JndiLoginModule required password=hush;",
        "sasl.jaas.config=com.sun.security.auth.module.LdapLoginModule required password=hush;",
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required; com.sun.security.auth.module.JndiLoginModule required;",
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule optional;",
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required a=x/* b=\"*/ ; com.sun.security.auth.module.JndiLoginModule required c=\";",
        "sasl.jaas.config=hush"
      })
  void whatCouldRunCodeOrReadFilesIsRefusedByName(String line) {
    String name = line.substring(0, line.indexOf('='));
    assertThatThrownBy(() -> AdminProperties.parse("bootstrap.servers=a:9092\n" + line))
        .isInstanceOf(UnsupportedClientProperty.class)
        .hasMessageStartingWith(name + " ")
        .message()
        .doesNotContain("hush");
  }

  @Test
  void aLongPasswordCostsNoStack() {
    String jaas =
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required password=\"%s\";";
    AdminProperties.parse("bootstrap.servers=a:9092\n" + jaas.formatted("x".repeat(1_000_000)));
    AdminProperties.parse(
        "bootstrap.servers=a:9092\n" + jaas.formatted("\\\\\\\"".repeat(100_000)));
  }

  /** Enforcement would take the rights of an admin away that it does not know as its own. */
  @Test
  void thePrincipalIsReadFromTheValueHoweverTheFileEscapesIt() throws Exception {
    java.util.Properties properties = new java.util.Properties();
    properties.setProperty("bootstrap.servers", "a:9092");
    properties.setProperty(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"kafka-audit-operator\" password=\"hush\";");
    java.io.StringWriter text = new java.io.StringWriter();
    properties.store(text, null); // writes username\=
    assertThat(AdminProperties.parse(text.toString()).principal())
        .isEqualTo("User:kafka-audit-operator");
    assertThat(
            AdminProperties.parse("bootstrap.servers=a:9092\nsasl.jaas.config=" + SCRAM)
                .principal())
        .isEqualTo("User:admin");
    assertThat(AdminProperties.parse("bootstrap.servers=a:9092").principal()).isNull();
  }

  @Test
  void withoutServersThereIsNothingToConnectTo() {
    assertThatThrownBy(() -> AdminProperties.parse("security.protocol=PLAINTEXT"))
        .hasMessage(
            "bootstrap.servers is missing: write host:port of the destination's admin listener");
    assertThatThrownBy(() -> AdminProperties.parse("a=\\u00zz"))
        .hasMessageContaining("is no .properties file");
  }
}
