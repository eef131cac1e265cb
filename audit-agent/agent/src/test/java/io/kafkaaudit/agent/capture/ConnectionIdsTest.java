package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionIdsTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1:9092-10.1.2.3:50312-7, 50312", // up to Kafka 3.9
    "10.0.0.1:9092-10.1.2.3:50312-2-7, 50312", // since 4.0, with the processor
    "127.0.0.1:9092-127.0.0.1:1-0, 1",
    "2001:db8:0:0:0:0:0:1:9092-2001:db8:0:0:0:0:0:2:65535-12, 65535",
    "2001:db8:0:0:0:0:0:1:9092-2001:db8:0:0:0:0:0:2:50312-0-12, 50312",
    "2001:db8::1:9092-2001:db8::2:50312-3-4, 50312",
    "[2001:db8::1]:9092-[2001:db8::2]:50312-3-4, 50312",
    "fe80:0:0:0:0:0:0:1%eth0:9092-fe80:0:0:0:0:0:0:2%eth0:50312-0-1, 50312",
    "fe80:0:0:0:0:0:0:1%br-7a-1:9092-fe80:0:0:0:0:0:0:2%br-7a-1:50312-1, 50312",
    "fe80:0:0:0:0:0:0:1%3:9092-fe80:0:0:0:0:0:0:2%3:50312-1-1, 50312"
  })
  void theClientsPortIsRead(String connectionId, int port) {
    assertThat(ConnectionIds.remotePort(connectionId)).isEqualTo(port);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "-1",
    "2147483647",
    "a",
    "-",
    "--",
    ":-1",
    "10.0.0.1:9092-10.1.2.3:50312",
    "10.0.0.1:9092-10.1.2.3-7",
    "10.0.0.1:9092-10.1.2.3:-7",
    "10.0.0.1:9092-10.1.2.3:65536-7",
    "10.0.0.1:9092-10.1.2.3:123456-7",
    "10.0.0.1:9092-10.1.2.3:50312-1-2-3",
    "10.0.0.1:9092-10.1.2.3:50312-x"
  })
  void whatIsOfNoSuchFormHasNone(String connectionId) {
    assertThat(ConnectionIds.remotePort(connectionId)).isZero();
  }
}
