package io.kafkaaudit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaVersionsTest {
  @ParameterizedTest
  @CsvSource({
    "3.6.2, false",
    "3.7.0, true",
    "3.7.2, true",
    "3.10.0, true",
    "4.0.0, true",
    "4.4.0, true",
    "4.4.1-SNAPSHOT, true",
    "4.4, true",
    "4.5.0, false",
    "4.10.0, false",
    "5.0.0, false",
    "7.7.1-ccs, false",
    "unknown, false",
    "'', false"
  })
  void aVersionIsKnownOrNot(String version, boolean known) {
    assertThat(KafkaVersions.known(version)).isEqualTo(known);
  }
}
