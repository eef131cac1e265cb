package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ClientConfigFilesTest {
  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\nMIIB+:=#!\\\n-----END CERTIFICATE-----\n";

  @Test
  void everythingThatAConsumerMountsWithTls() throws Exception {
    Map<String, String> files =
        new ClientConfigFiles("a:9093,b:9093", PEM, "KAAAAA2345672345", "s3cret")
            .consumer("audit", "audit_kafka_siem_main", "/etc/kafka-audit");
    assertThat(files)
        .containsOnlyKeys(
            "username",
            "password",
            "sasl.jaas.config",
            "bootstrap.servers",
            "topic",
            "group.id",
            "security.protocol",
            "sasl.mechanism",
            "ca.crt",
            "client.properties",
            "librdkafka.conf",
            "connect.properties")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("ca.crt", PEM);
    Properties client = load(files.get("client.properties"));
    assertThat(client)
        .containsEntry("ssl.truststore.certificates", PEM)
        .containsEntry("ssl.truststore.type", "PEM")
        .containsEntry("group.id", "audit_kafka_siem_main")
        .containsEntry("sasl.jaas.config", files.get("sasl.jaas.config"));
    Properties connect = load(files.get("connect.properties"));
    assertThat(connect)
        .containsEntry("bootstrap.servers", "a:9093,b:9093")
        .containsEntry("consumer.ssl.truststore.certificates", PEM)
        .containsEntry("consumer.group.id", "audit_kafka_siem_main")
        .doesNotContainKey("group.id");
    assertThat(files.get("librdkafka.conf").lines())
        .containsExactly(
            "bootstrap.servers=a:9093,b:9093",
            "security.protocol=SASL_SSL",
            "sasl.mechanism=SCRAM-SHA-512",
            "sasl.username=KAAAAA2345672345",
            "sasl.password=s3cret",
            "group.id=audit_kafka_siem_main",
            "ssl.ca.location=/etc/kafka-audit/ca.crt");
  }

  @Test
  void withoutCertificatesThereIsNoTls() throws Exception {
    ClientConfigFiles files = new ClientConfigFiles("a:9092", null, "KAWRITER", "s3cret");
    assertThat(files.writer()).containsOnlyKeys("writer.properties", "username");
    assertThat(load(files.writer().get("writer.properties")))
        .hasSize(4)
        .containsEntry("security.protocol", "SASL_PLAINTEXT");
    assertThat(files.consumer("t", "g", "/m")).doesNotContainKey("ca.crt");
    assertThat(files.toString()).doesNotContain("s3cret");
  }

  @Test
  void whatSomeFormatWouldHaveToQuoteIsRefused() {
    assertThatThrownBy(() -> new ClientConfigFiles("a:1", null, "KA\"", "p"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ClientConfigFiles("a:1", null, "KA", "p;x=\"y\""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ClientConfigFiles("a:1\nx=y", null, "KA", "p"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keyIdsAreOursAndOfThisTopic() {
    String prefix = KeyIds.prefix("cluster", "audit");
    String id = KeyIds.create(prefix, new java.util.Random(7));
    assertThat(id).hasSize(16).matches("KA[A-Z2-7]{14}").startsWith(prefix);
    assertThat(KeyIds.isKeyOf(prefix, id)).isTrue();
    assertThat(KeyIds.isKeyOf(prefix, id.toLowerCase(java.util.Locale.ROOT))).isFalse();
    assertThat(KeyIds.isKeyOf(prefix, prefix + "x")).isFalse();
    assertThat(KeyIds.isKeyOf(KeyIds.prefix("cluster", "other"), id)).isFalse();
  }

  private static Properties load(String text) throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties;
  }
}
