package io.kafkaaudit.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
  @Test
  void theWholeChainOfCausesIsTold() {
    Throwable error =
        new IllegalStateException(
            "not made", new IllegalArgumentException(new java.io.IOException("no certificate")));
    assertThat(ErrorText.of(error, null))
        .isEqualTo(
            "IllegalStateException: not made; caused by IllegalArgumentException:"
                + " java.io.IOException: no certificate; caused by IOException: no certificate");
    assertThat(ErrorText.of(new OutOfMemoryError(), null)).isEqualTo("OutOfMemoryError");
  }

  @Test
  void aLongOrEndlessChainIsCut() {
    Exception one = new Exception("one");
    Exception two = new Exception("two", one);
    one.initCause(two);
    assertThat(ErrorText.of(two, null)).endsWith("caused by Exception: one");
    assertThat(ErrorText.of(new Exception("x".repeat(100_000), two), null)).hasSize(1_003);
  }

  @Test
  void secretsAreNotTold() {
    Properties config = new Properties();
    config.setProperty(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"KAWRITER\""
            + " password=\"p\\\"4ss\" token=t0ken tiny=\"a\";");
    config.setProperty("ssl.keystore.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n");
    config.setProperty("ssl.key.password", "key-secret");
    Exception error =
        new Exception(
            "KAWRITER p\\\"4ss and t0ken and key-secret",
            new Exception(config.getProperty("ssl.keystore.key")));
    assertThat(ErrorText.of(error, config))
        .isEqualTo(
            "Exception: KAWRITER [hidden] and [hidden] and [hidden]; caused by Exception:"
                + " [hidden]\n");
  }
}
