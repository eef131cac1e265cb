package io.kafkaaudit.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForwardedRequestsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T16:00:00Z");

  @Test
  void whatBothSidesReportedIsAPair() {
    ForwardedRequests found = of(edge("a", 2, 0), controller("a", 2, 15));
    assertThat(found.pairs()).isOne();
    assertThat(found.edgeOnly()).isEmpty();
    assertThat(found.controllerOnly()).isEmpty();
  }

  @Test
  void theControllersClockMayBeBehind() {
    assertThat(of(edge("a", 2, 0), controller("a", 2, -900)).pairs()).isOne();
  }

  @Test
  void whatOneSideReportedStandsAlone() {
    ForwardedReport edge = edge("a", 2, 0);
    ForwardedReport controller = controller("b", 2, 15);
    ForwardedRequests found = of(edge, controller);
    assertThat(found.pairs()).isZero();
    assertThat(found.edgeOnly()).containsExactly(edge);
    assertThat(found.controllerOnly()).containsExactly(controller);
  }

  @Test
  void anotherBrokersRequestIsAnother() {
    assertThat(of(edge("a", 2, 0), controller("a", 3, 15)).pairs()).isZero();
    assertThat(of(edge("a", 2, 0), controller("a", -1, 15)).pairs()).isOne();
  }

  @Test
  void anIdThatComesAgainLaterIsAnotherRequest() {
    ForwardedReport later = controller("a", 2, 61_000);
    ForwardedRequests found = of(edge("a", 2, 0), controller("a", 2, 5), later);
    assertThat(found.pairs()).isOne();
    assertThat(found.controllerOnly()).containsExactly(later);
    assertThat(of(edge("a", 2, 0), later).pairs()).isZero();
    assertThat(of(edge("a", 2, 0), controller("a", 2, 60_000)).pairs()).isOne();
    assertThat(of(edge("a", 2, 60_001), controller("a", 2, 0)).pairs()).isZero();
  }

  @Test
  void anIdThatComesAgainSoonIsAPairOfItsOwn() {
    assertThat(
            of(edge("a", 2, 0), controller("a", 2, 9), edge("a", 2, 10), controller("a", 2, 30))
                .pairs())
        .isEqualTo(2);
  }

  @Test
  void aBrokerThatAsksTheNextControllerMakesOnePair() {
    ForwardedRequests found =
        of(edge("a", 2, 0), controller("a", 2, 9), controller("a", 2, 20_000));
    assertThat(found.pairs()).isOne();
    assertThat(found.controllerOnly()).isEmpty();
  }

  @Test
  void theOrderInWhichReportsAreReadDoesNotMatter() {
    List<ForwardedReport> reports = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String request = "request-" + i % 7;
      reports.add(edge(request, i % 2, i * 10_000L));
      if (i % 3 > 0) {
        reports.add(controller(request, i % 2, i * 10_000L + 40));
      }
      if (i % 10 == 0) {
        reports.add(controller("by itself " + i, 1, i * 10_000L));
      }
    }
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(reports, new Random(seed));
      ForwardedRequests found = ForwardedRequests.of(reports, ForwardedRequests.WINDOW);
      assertThat(found.pairs()).isEqualTo(133);
      assertThat(found.edgeOnly()).hasSize(67);
      assertThat(found.controllerOnly()).hasSize(20);
    }
  }

  @Test
  void manyRequestsOfOneIdArePairedQuickly() {
    List<ForwardedReport> reports = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      reports.add(edge("a", 2, i * 61_000L));
      reports.add(controller("a", 2, i * 61_000L + 3));
    }
    assertThat(ForwardedRequests.of(reports, Duration.ofSeconds(60)).pairs()).isEqualTo(100_000);
  }

  @Test
  void aClientThatGivesAllItsRequestsOneIdDoesNotHoldUpTheAccount() {
    List<ForwardedReport> reports = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      reports.add(edge("a", i % 3, i));
      reports.add(controller("a", i % 2 == 0 ? -1 : i % 3, i));
    }
    assertThat(ForwardedRequests.of(reports, ForwardedRequests.WINDOW).controllerOnly()).isEmpty();
  }

  private static ForwardedRequests of(ForwardedReport... reports) {
    return ForwardedRequests.of(List.of(reports), ForwardedRequests.WINDOW);
  }

  private static ForwardedReport edge(String request, int broker, long millis) {
    return new ForwardedReport(List.of(request), true, broker, NOW.plusMillis(millis));
  }

  private static ForwardedReport controller(String request, int broker, long millis) {
    return new ForwardedReport(List.of(request), false, broker, NOW.plusMillis(millis));
  }
}
