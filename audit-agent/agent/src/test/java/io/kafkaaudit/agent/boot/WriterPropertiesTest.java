package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class WriterPropertiesTest {
  @Test
  void aWriterKeyAsTheOperatorMakesItIsTaken() {
    assertThat(WriterProperties.problem(writer())).isNull();
  }

  @Test
  void everythingThatIsWrongIsNamedWithoutAValue() {
    Properties properties = writer();
    properties.remove("bootstrap.servers");
    properties.setProperty("config.providers", "file");
    properties.setProperty("ssl.truststore.location", "/etc/passwd");
    properties.setProperty(
        "sasl.jaas.config", "com.sun.security.auth.module.JndiLoginModule required a=\"secret\";");
    assertThat(WriterProperties.problem(properties))
        .contains(
            "config.providers may not be set: remove it",
            "ssl.truststore.location may not be set: remove it",
            "sasl.jaas.config must be one entry of Kafka's ScramLoginModule",
            "bootstrap.servers is missing: add it")
        .doesNotContain("secret", "passwd");
  }

  private static Properties writer() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", "audit:9093");
    properties.setProperty("security.protocol", "SASL_SSL");
    properties.setProperty("sasl.mechanism", "SCRAM-SHA-512");
    properties.setProperty("ssl.truststore.type", "PEM");
    properties.setProperty("ssl.truststore.certificates", "-----BEGIN CERTIFICATE-----");
    properties.setProperty(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"KA\" password=\"a;b\";");
    return properties;
  }
}
