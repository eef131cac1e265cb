package io.kafkaaudit.operator.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.operator.kafka.AgentReport;
import io.kafkaaudit.operator.kafka.KeyLogins;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyUseTest {
  private static final String KEY = "KAAAAABBBBBBBBBB";

  private Instant now = Instant.parse("2026-11-24T08:10:00Z");
  private final KeyUse use =
      new KeyUse(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });

  @Test
  void theLatestHourThatAnyAgentOfTheDestinationTold() {
    use.reported(
        "one",
        List.of(report("dest", "2026-11-24T06:00:00Z"), report("dest", "2026-11-24T07:00:00Z")));
    use.reported("two", List.of(report("dest", "2026-11-24T05:00:00Z")));
    use.reported("three", List.of(report("elsewhere", "2026-11-24T08:00:00Z")));
    assertThat(shown(null)).isEqualTo("2026-11-24T07:00:00Z");
  }

  @Test
  void nothingGoesBackAndNothingIsInTheFuture() {
    use.reported("one", List.of(report("dest", "2026-11-24T06:00:00Z")));
    assertThat(shown("2026-11-24T07:00:00Z")).isEqualTo("2026-11-24T07:00:00Z");
    use.reported("one", List.of(report("dest", "2999-01-01T00:00:00Z")));
    assertThat(shown("2026-11-24T07:00:00Z")).isEqualTo("2026-11-24T07:00:00Z");
    use.reported("one", List.of());
    assertThat(shown("2026-11-24T07:00:00Z")).isEqualTo("2026-11-24T07:00:00Z");
  }

  @Test
  void aStatusChangesAtMostOnceAnHour() {
    use.reported("one", List.of(report("dest", "2026-11-24T07:00:00Z")));
    assertThat(shown(null)).isEqualTo("2026-11-24T07:00:00Z");
    use.reported("one", List.of(report("dest", "2026-11-24T08:00:00Z")));
    now = now.plus(Duration.ofMinutes(59));
    assertThat(shown("2026-11-24T07:00:00Z")).isEqualTo("2026-11-24T07:00:00Z");
    now = now.plus(Duration.ofMinutes(1));
    assertThat(shown("2026-11-24T07:00:00Z")).isEqualTo("2026-11-24T08:00:00Z");
  }

  private String shown(String before) {
    KeyStatus key = new KeyStatus();
    key.setId(KEY);
    key.setLastUsedAt(before);
    AuditLogStatus status = new AuditLogStatus();
    status.setKeys(List.of(key));
    use.show("log", "dest", status);
    return key.getLastUsedAt();
  }

  private static AgentReport report(String cluster, String hour) {
    return new AgentReport(
        1,
        "r",
        Instant.EPOCH,
        "",
        List.of(),
        List.of(),
        "",
        AgentReport.Totals.NONE,
        new KeyLogins(cluster, Map.of(KEY, Instant.parse(hour))));
  }
}
