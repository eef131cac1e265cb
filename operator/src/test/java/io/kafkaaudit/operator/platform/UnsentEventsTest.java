package io.kafkaaudit.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Secret;
import io.kafkaaudit.operator.OlderReleaseObjects;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.PlatformEvent.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsentEventsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T16:00:00.120Z");
  private static final String UID = "2f0c6a4e-0000-0000-0000-000000000001";

  @Test
  void anActThatWasBegunAndEndedByTheNextOperatorIsOneEvent() {
    UnsentEvents killed = UnsentEvents.parse(UID, null);
    String id = killed.begin(repair("a"), NOW);
    UnsentEvents next = UnsentEvents.parse(UID, killed.text());

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
    UnsentEvents killed = UnsentEvents.parse(UID, null);
    killed.begin(repair("a"), NOW);
    UnsentEvents next = UnsentEvents.parse(UID, killed.text());
    assertThat(next.due()).as("perhaps it is still to be done").isEmpty();
    next.closeOpen();
    assertThat(next.due()).extracting(PlatformEvent::outcome).containsExactly(Outcome.UNKNOWN);
  }

  @Test
  void theSameRepairAtAnotherTimeIsAnotherEvent() {
    UnsentEvents unsent = UnsentEvents.parse(UID, null);
    for (int i = 0; i < 2; i++) {
      unsent.succeeded(String.valueOf(unsent.begin(repair("a"), NOW.plusSeconds(i))));
      unsent.closeOpen();
    }
    assertThat(unsent.due()).extracting(PlatformEvent::id).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void thatAnActFailsIsToldOnceUntilItSucceeds() {
    UnsentEvents unsent = UnsentEvents.parse(UID, null);
    for (int i = 0; i < 3; i++) {
      unsent.failed(String.valueOf(unsent.begin(repair("a"), NOW.plusSeconds(i))), "no rights");
    }
    assertThat(unsent.due()).extracting(PlatformEvent::outcome).containsExactly(Outcome.FAILURE);
    assertThat(unsent.due().get(0).message()).isEqualTo("no rights");

    unsent.succeeded(String.valueOf(unsent.begin(repair("a"), NOW.plusSeconds(9))));
    assertThat(unsent.due())
        .extracting(PlatformEvent::outcome)
        .containsExactlyInAnyOrder(Outcome.FAILURE, Outcome.SUCCESS);
    assertThat(unsent.due()).extracting(PlatformEvent::id).doesNotHaveDuplicates();
  }

  @Test
  void whatFailedAndIsWantedNoMoreWasToldAlready() {
    UnsentEvents unsent = UnsentEvents.parse(UID, null);
    unsent.failed(String.valueOf(unsent.begin(repair("a"), NOW)), "no rights");
    unsent.closeOpen();
    unsent.closeOpen();
    assertThat(unsent.due()).extracting(PlatformEvent::outcome).containsExactly(Outcome.FAILURE);
    assertThat(UnsentEvents.parse(UID, unsent.text()).due()).hasSize(1);
  }

  @Test
  void anActIsToldOnceWhileItWaitsAndAfterwards() {
    UnsentEvents unsent = UnsentEvents.parse(UID, null);
    PlatformAct issue = PlatformAct.onKey(PlatformAct.Method.IssueKey, "KA", Map.of(), null);
    unsent.add(issue, Outcome.SUCCESS, "", NOW);
    unsent.add(issue, Outcome.SUCCESS, "", NOW.plusSeconds(1));
    List<PlatformEvent> due = unsent.due();
    assertThat(due).hasSize(1);
    unsent.delivered(due);
    unsent.kept();
    unsent.add(issue, Outcome.SUCCESS, "", NOW.plusSeconds(2));
    assertThat(unsent.due()).isEmpty();
    assertThat(unsent.isChanged()).as("nothing to keep").isFalse();
    assertThat(id(UnsentEvents.parse(UID, null), issue)).isEqualTo(due.get(0).id());
  }

  private static String id(UnsentEvents other, PlatformAct act) {
    other.add(act, Outcome.SUCCESS, "", NOW);
    return other.due().get(0).id();
  }

  @Test
  void podsAreNewOnce() {
    UnsentEvents unsent = UnsentEvents.parse(UID, null);
    assertThat(unsent.newPods(List.of("a", "b"))).containsExactly("a", "b");
    unsent.kept();
    assertThat(unsent.newPods(List.of("b"))).isEmpty();
    assertThat(unsent.isChanged()).as("a pod that is gone is nothing to keep").isFalse();
    UnsentEvents next = UnsentEvents.parse(UID, unsent.text());
    assertThat(next.newPods(List.of("b", "c"))).containsExactly("c");
    assertThat(next.newPods(List.of("a", "b", "c"))).as("another pod").containsExactly("a");
  }

  @Test
  void whatDoesNotFitIsCountedAndTheNumberIsTold() {
    UnsentEvents unsent = UnsentEvents.parse(UID, null);
    for (int i = 0; i < UnsentEvents.MOST + 7; i++) {
      unsent.add(repair("number " + i), Outcome.SUCCESS, "", NOW.plusSeconds(i));
    }
    List<PlatformEvent> due = UnsentEvents.parse(UID, unsent.text()).due();
    assertThat(due).hasSize(UnsentEvents.MOST + 1);
    PlatformEvent lost = due.get(UnsentEvents.MOST);
    assertThat(lost.method()).isEqualTo(PlatformAct.Method.LoseEvents);
    assertThat(lost.request().path("count").asLong()).isEqualTo(7);
    assertThat(lost.time()).isEqualTo(NOW.plusSeconds(UnsentEvents.MOST).toString());
  }

  @Test
  void itStaysSmallEnoughForASecret() {
    UnsentEvents unsent = UnsentEvents.parse(UID, null);
    for (int i = 0; i < 100; i++) {
      unsent.add(repair("x".repeat(20_000) + i), Outcome.SUCCESS, "", NOW);
    }
    assertThat(unsent.text().length()).isLessThanOrEqualTo(UnsentEvents.MOST_CHARACTERS);
    assertThat(Set.copyOf(unsent.due())).hasSizeLessThan(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "[]", "{\"events\": 1}", "{\"events\": [{}]}"})
  void whatSomebodyElseWroteIsAnEmptyJournal(String text) {
    assertThat(UnsentEvents.parse(UID, text).due()).isEmpty();
  }

  private static PlatformAct repair(String what) {
    return PlatformAct.onTopic(
        PlatformAct.Method.RepairDrift, "audit-log-events", what, Map.of("repair", what), null);
  }

  @Test
  void whatAnOlderReleaseLeftIsToldAndNothingTwice() throws Exception {
    Secret kept =
        OlderReleaseObjects.one(
            Secret.class, "kafka-audit-events-dbcf4e42-b7b2-4785-a79b-09798e550e23");
    String text = OwnedObjects.entry(kept, "journal.json");
    UnsentEvents unsent = UnsentEvents.parse(UID, text);
    assertThat(unsent.due())
        .extracting(PlatformEvent::content)
        .containsExactly(
            "RepairDrift topic audit-log-events retention.ms of topic audit-log-events",
            "IssueKey key KAQQDRN3ED77BES7 ");
    assertThat(unsent.due().get(1).askedBy())
        .isEqualTo(new Requester(Requester.Source.admission, "admin", null, 1));
    assertThat(unsent.writer()).isEqualTo("KAQQDRX7MPZVO3QU");
    assertThat(new ObjectMapper().readTree(unsent.text()))
        .isEqualTo(new ObjectMapper().readTree(text));
  }
}
