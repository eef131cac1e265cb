package io.kafkaaudit.operator.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.operator.keys.KeyRemovals.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeyRemovalsTest {
  private static final String KEY = "KAAAAABBBBBBBBBB";
  private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

  private final KeyRemovals removals = new KeyRemovals();

  @Test
  void whatWasJustMadeIsNotMissingYet() {
    removals.wasMade(KEY, START);
    assertThat(missing("PT4.9S")).isEqualTo(Verdict.Wait);
    assertThat(missing("PT5S")).isEqualTo(Verdict.PutBack);
  }

  @Test
  void oneRemovalIsOneHoweverOftenItIsSeen() {
    assertThat(missing("PT0S")).isEqualTo(Verdict.PutBack);
    assertThat(missing("PT1M")).as("putting back failed").isEqualTo(Verdict.PutBack);
    assertThat(removals.isContested(KEY)).isFalse();
  }

  @Test
  void twoInTenMinutesAreAQuarrelUntilTheFirstIsTenMinutesAgo() {
    assertThat(missing("PT0S")).isEqualTo(Verdict.PutBack);
    removals.wasMade(KEY, START);
    assertThat(missing("PT9M")).isEqualTo(Verdict.LeaveIt);
    assertThat(removals.isContested(KEY)).isTrue();
    assertThat(missing("PT9M59S")).isEqualTo(Verdict.LeaveIt);
    assertThat(missing("PT10M")).isEqualTo(Verdict.PutBack);
    assertThat(removals.isContested(KEY)).isFalse();
  }

  @Test
  void twoInMoreThanTenMinutesAreNone() {
    assertThat(missing("PT0S")).isEqualTo(Verdict.PutBack);
    removals.isThere(KEY);
    assertThat(missing("PT10M")).isEqualTo(Verdict.PutBack);
  }

  @Test
  void somebodyWhoPutsItBackEndsTheQuarrel() {
    assertThat(missing("PT0S")).isEqualTo(Verdict.PutBack);
    removals.isThere(KEY);
    assertThat(missing("PT1M")).isEqualTo(Verdict.LeaveIt);
    removals.isThere(KEY);
    assertThat(removals.isContested(KEY)).isFalse();
  }

  @Test
  void theMessageNamesTheKeyAndTheFix() {
    assertThat(KeyRemovals.message(KEY)).contains(KEY).contains("STRIMZI_IGNORED_USERS_PATTERN");
  }

  private Verdict missing(String after) {
    return removals.isMissing(KEY, START.plus(Duration.parse(after)));
  }
}
