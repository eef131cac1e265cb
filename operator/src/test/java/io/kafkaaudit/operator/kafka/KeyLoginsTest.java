package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an agent's report says of keys; whoever may write to the status topic writes it. */
class KeyLoginsTest {
  private static final String KEY = "KAAAAABBBBBBBBBB";

  @Test
  void keysAndTheirHours() {
    KeyLogins logins =
        parsed("crn:///kafka=dest", "\"%s\":\"2026-11-24T08:00:00.000Z\"".formatted(KEY));
    assertThat(logins.clusterId()).isEqualTo("dest");
    assertThat(logins.hours()).containsOnlyKeys(KEY);
    assertThat(logins.hours().get(KEY)).isEqualTo(Instant.parse("2026-11-24T08:00:00Z"));
  }

  @Test
  void anAgentOfAnOlderVersionTellsNone() {
    assertThat(parse("{\"data\":{\"nodeId\":1,\"runId\":\"r\"}}")).isEqualTo(KeyLogins.NONE);
  }

  @Test
  void whatHasAnotherFormIsLeftOut() {
    String good = "\"" + KEY + "\":\"2026-11-24T08:00:00Z\"";
    assertThat(
            parsed(
                    "crn:///kafka=dest",
                    good
                        + ",\"alice\":\"2026-11-24T08:00:00Z\""
                        + ",\"KAAAAABBBBBBBBBA\":\"yesterday\""
                        + ",\"KAAAAABBBBBBBBBC\":{}")
                .hours())
        .containsOnlyKeys(KEY);
    assertThat(parsed("crn:///kafka=dest/topic=x", good)).isEqualTo(KeyLogins.NONE);
    assertThat(parsed("http://dest", good)).isEqualTo(KeyLogins.NONE);
    assertThat(
            parse("{\"data\":{\"nodeId\":1,\"runId\":\"r\",\"serviceName\":[],\"keyLogins\":7}}"))
        .isEqualTo(KeyLogins.NONE);
  }

  @Test
  void noMoreKeysThanAnAgentTells() {
    String many =
        IntStream.range(0, 5_000)
            .mapToObj(
                i -> {
                  StringBuilder id = new StringBuilder("KAAAAAAAAAAA");
                  for (int power = 1_000; power > 0; power /= 10) {
                    id.append((char) ('A' + i / power % 10));
                  }
                  return "\"%s\":\"2026-11-24T08:00:00Z\"".formatted(id);
                })
            .collect(Collectors.joining(","));
    assertThat(parsed("crn:///kafka=dest", many).hours()).hasSize(200);
  }

  private static KeyLogins parsed(String service, String logins) {
    return parse(
        "{\"data\":{\"nodeId\":1,\"runId\":\"r\",\"serviceName\":\"%s\",\"keyLogins\":{%s}}}"
            .formatted(service, logins));
  }

  private static KeyLogins parse(String event) {
    return AgentReport.parse(event.getBytes(StandardCharsets.UTF_8), Instant.EPOCH)
        .orElseThrow()
        .keyLogins();
  }
}
