package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.contract.EventTypes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyLoginsTest {
  private static final String KEY = "KAAAAABBBBBB2345";

  private final KeyLogins logins = new KeyLogins();

  @Test
  void theLastHourOfEachKeyIsTold() {
    saw("User:" + KEY, "2026-11-24T08:59:59.999Z", null);
    assertThat(status()).contains("\"keyLogins\":{\"" + KEY + "\":\"2026-11-24T08:00:00.000Z\"}");
    saw("User:" + KEY, "2026-11-24T09:00:00Z", null);
    saw("User:KAAAAABBBBBB7777", "2026-11-24T09:30:00Z", null);
    assertThat(status())
        .contains(
            "\"keyLogins\":{\"" + KEY + "\":\"2026-11-24T09:00:00.000Z\"",
            "\"KAAAAABBBBBB7777\":\"2026-11-24T09:00:00.000Z\"")
        .doesNotContain("keyLoginsDropped");
  }

  @Test
  void whatIsNoLoginOfAKeyIsNotTold() {
    for (String principal :
        List.of(
            "User:alice",
            "User:ka" + KEY.substring(2),
            "User:" + KEY + "A",
            "User:" + KEY.substring(1),
            "User:KAAAAABBBBBB2348",
            "Group:" + KEY,
            "User:KA\u00c4AAABBBBBB2345",
            "User:KA" + "A".repeat(32_000))) {
      saw(principal, "2026-11-24T08:00:00Z", null);
    }
    saw(null, "2026-11-24T08:00:00Z", null);
    saw("User:" + KEY, "2026-11-24T08:00:00Z", "refused");
    assertThat(status()).doesNotContain("keyLogins");
  }

  @Test
  void ofTooManyKeysTheLongestUnusedAreDroppedAndCounted() {
    for (int i = 0; i < KeyLogins.MOST_KEYS; i++) {
      saw(user(i), "2026-11-24T08:00:00Z", null);
    }
    saw(user(0), "2026-11-24T09:00:00Z", null);
    for (int i = KeyLogins.MOST_KEYS; i < 10 * KeyLogins.MOST_KEYS; i++) {
      saw(user(i), "2026-11-24T09:00:00Z", null);
      saw(user(0), "2026-11-24T09:00:00Z", null);
    }
    String status = status();
    assertThat(status.split("2026-11-24T0[89]:00:00", -1)).hasSize(KeyLogins.MOST_KEYS + 1);
    assertThat(status)
        .contains(user(0).substring(5), user(10 * KeyLogins.MOST_KEYS - 1).substring(5))
        .doesNotContain(user(1).substring(5))
        .contains("\"keyLoginsDropped\":" + 9 * KeyLogins.MOST_KEYS);
  }

  private static String user(int number) {
    StringBuilder id = new StringBuilder("User:KAAAAAAAAAA");
    for (int i = 4; i >= 0; i--) {
      id.append((char) ('A' + number / (int) Math.pow(10, i) % 10));
    }
    return id.toString();
  }

  private void saw(@Nullable String principal, String time, @Nullable String failure) {
    Act act = new Act();
    act.kind = Act.Kind.AUTHENTICATION;
    act.principal = principal;
    act.timeMillis = Instant.parse(time).toEpochMilli();
    act.failure = failure;
    logins.saw(act);
  }

  private String status() {
    EventEncoder encoder = new EventEncoder(new RunIdentity("c", 1, new UUID(0, 0)));
    encoder.own(EventTypes.STATUS, 1, 0, logins::describe);
    return new String(encoder.bytes(), 0, encoder.length(), StandardCharsets.UTF_8);
  }
}
