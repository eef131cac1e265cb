package io.kafkaaudit.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.operator.platform.PlatformEvent.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  private static final Instant NOW = Instant.parse("2026-11-24T16:00:00.120Z");
  private static final String UID = "2f0c6a4e-0000-0000-0000-000000000001";

  @Test
  void anActThatWasBegunAndEndedByTheNextOperatorIsOneEvent() {
    Journal killed = Journal.parse(UID, null);
    String id = killed.begin(repair("a"), NOW);
    Journal next = Journal.parse(UID, killed.text());

    assertThat(next.begin(repair("a"), NOW.plusSeconds(60))).isEqualTo(id);
    next.succeeded(String.valueOf(id));
    next.closeOpen();

    assertThat(next.due())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.id()).isEqualTo(id);
              assertThat(event.outcome()).isEqualTo(Outcome.SUCCESS);
              assertThat(event.time()).isEqualTo("2026-11-24T16:00:00.120Z");
            });
  }

  @Test
  void anActThatNobodyEndedIsToldWithAnUnknownOutcome() {
    Journal killed = Journal.parse(UID, null);
    killed.begin(repair("a"), NOW);
    Journal next = Journal.parse(UID, killed.text());
    assertThat(next.due()).as("perhaps it is still to be done").isEmpty();
    next.closeOpen();
    assertThat(next.due()).extracting(PlatformEvent::outcome).containsExactly(Outcome.UNKNOWN);
  }

  @Test
  void theSameRepairAtAnotherTimeIsAnotherEvent() {
    Journal journal = Journal.parse(UID, null);
    for (int i = 0; i < 2; i++) {
      journal.succeeded(String.valueOf(journal.begin(repair("a"), NOW.plusSeconds(i))));
      journal.closeOpen();
    }
    assertThat(journal.due()).extracting(PlatformEvent::id).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void thatAnActFailsIsToldOnceUntilItSucceeds() {
    Journal journal = Journal.parse(UID, null);
    for (int i = 0; i < 3; i++) {
      journal.failed(String.valueOf(journal.begin(repair("a"), NOW.plusSeconds(i))), "no rights");
    }
    assertThat(journal.due()).extracting(PlatformEvent::outcome).containsExactly(Outcome.FAILURE);
    assertThat(journal.due().get(0).message()).isEqualTo("no rights");

    journal.succeeded(String.valueOf(journal.begin(repair("a"), NOW.plusSeconds(9))));
    assertThat(journal.due())
        .extracting(PlatformEvent::outcome)
        .containsExactlyInAnyOrder(Outcome.FAILURE, Outcome.SUCCESS);
    assertThat(journal.due()).extracting(PlatformEvent::id).doesNotHaveDuplicates();
  }

  @Test
  void whatFailedAndIsWantedNoMoreWasToldAlready() {
    Journal journal = Journal.parse(UID, null);
    journal.failed(String.valueOf(journal.begin(repair("a"), NOW)), "no rights");
    journal.closeOpen();
    journal.closeOpen();
    assertThat(journal.due()).extracting(PlatformEvent::outcome).containsExactly(Outcome.FAILURE);
    assertThat(Journal.parse(UID, journal.text()).due()).hasSize(1);
  }

  @Test
  void anActIsToldOnceWhileItWaitsAndAfterwards() {
    Journal journal = Journal.parse(UID, null);
    Act issue = Act.onKey(Act.Method.IssueKey, "KA", Map.of(), null);
    journal.add(issue, Outcome.SUCCESS, "", NOW);
    journal.add(issue, Outcome.SUCCESS, "", NOW.plusSeconds(1));
    List<PlatformEvent> due = journal.due();
    assertThat(due).hasSize(1);
    journal.delivered(due);
    journal.kept();
    journal.add(issue, Outcome.SUCCESS, "", NOW.plusSeconds(2));
    assertThat(journal.due()).isEmpty();
    assertThat(journal.isChanged()).as("nothing to keep").isFalse();
    assertThat(id(Journal.parse(UID, null), issue)).isEqualTo(due.get(0).id());
  }

  private static String id(Journal other, Act act) {
    other.add(act, Outcome.SUCCESS, "", NOW);
    return other.due().get(0).id();
  }

  @Test
  void podsAreNewOnce() {
    Journal journal = Journal.parse(UID, null);
    assertThat(journal.newPods(List.of("a", "b"))).containsExactly("a", "b");
    journal.kept();
    assertThat(journal.newPods(List.of("b"))).isEmpty();
    assertThat(journal.isChanged()).as("a pod that is gone is nothing to keep").isFalse();
    Journal next = Journal.parse(UID, journal.text());
    assertThat(next.newPods(List.of("b", "c"))).containsExactly("c");
    assertThat(next.newPods(List.of("a", "b", "c"))).as("another pod").containsExactly("a");
  }

  @Test
  void whatDoesNotFitIsCountedAndTheNumberIsTold() {
    Journal journal = Journal.parse(UID, null);
    for (int i = 0; i < Journal.MOST + 7; i++) {
      journal.add(repair("number " + i), Outcome.SUCCESS, "", NOW.plusSeconds(i));
    }
    List<PlatformEvent> due = Journal.parse(UID, journal.text()).due();
    assertThat(due).hasSize(Journal.MOST + 1);
    PlatformEvent lost = due.get(Journal.MOST);
    assertThat(lost.method()).isEqualTo(Act.Method.LoseEvents);
    assertThat(lost.request().path("count").asLong()).isEqualTo(7);
    assertThat(lost.time()).isEqualTo(NOW.plusSeconds(Journal.MOST).toString());
  }

  @Test
  void itStaysSmallEnoughForASecret() {
    Journal journal = Journal.parse(UID, null);
    for (int i = 0; i < 100; i++) {
      journal.add(repair("x".repeat(20_000) + i), Outcome.SUCCESS, "", NOW);
    }
    assertThat(journal.text().length()).isLessThanOrEqualTo(Journal.MOST_CHARACTERS);
    assertThat(Set.copyOf(journal.due())).hasSizeLessThan(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "[]", "{\"events\": 1}", "{\"events\": [{}]}"})
  void whatSomebodyElseWroteIsAnEmptyJournal(String text) {
    assertThat(Journal.parse(UID, text).due()).isEmpty();
  }

  private static Act repair(String what) {
    return Act.onTopic(
        Act.Method.RepairDrift, "audit-log-events", what, Map.of("repair", what), null);
  }
}
