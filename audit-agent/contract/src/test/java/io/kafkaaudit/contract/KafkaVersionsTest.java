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
    "7.6.1-ccs, false",
    "7.7.1-ccs, true",
    "8.4.0-ce, true",
    "8.5.0-ccs, false",
    "3.9.0.redhat-00004, true",
    "unknown, false",
    "'', false"
  })
  void aVersionIsKnownOrNot(String version, boolean known) {
    assertThat(KafkaVersions.known(version)).isEqualTo(known);
  }

  @ParameterizedTest
  @CsvSource({
    "3.9.2, 3.9",
    "4.1.0-SNAPSHOT, 4.1",
    "4.3, 4.3",
    "7.9.0-ccs, 3.9",
    "7.9.0-8-ccs, 3.9",
    "7.9.2-ccs.1, 3.9",
    "8.1.0-ce, 4.1",
    "7.8.0-ccs-SNAPSHOT, 3.8",
    "3.9.0.redhat-00004, 3.9",
    "4.0.0+acme.3, 4.0",
    "3.7.1.amzn-2, 3.7",
    "2.8.1.7.2.17.0-334, 2.8",
    "' 4.4.0 ', 4.4",
    "7.9.0,", // of whoever, but not Apache's
    "v4.1.0,",
    "acme-12,",
    "unknown,",
    "'',"
  })
  void aVendorsVersionIsMadeFromAnApacheRelease(String version, String apache) {
    assertThat(KafkaVersions.apache(version)).isEqualTo(apache);
  }
}
