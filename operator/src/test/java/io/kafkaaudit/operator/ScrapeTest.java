package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What Prometheus reads of the whole operator. */
class ScrapeTest extends OnOperatorBench {
  private static final Path DASHBOARD =
      Path.of("../charts/kafka-audit-operator/dashboards/kafka-audit.json");
  private static final Pattern OF_FRAMEWORK = Pattern.compile("\\boperator_sdk_[a-z_]+");

  ScrapeTest() {
    super(Duration.ofSeconds(1));
  }

  @Test
  void theFrameworkHasWhatTheDashboardAsksForAndAnAuditLogTakesItsOwnAlong() throws Exception {
    bench.applyReady("scraped");
    Set<String> asked = new TreeSet<>();
    Matcher matcher = OF_FRAMEWORK.matcher(Files.readString(DASHBOARD));
    while (matcher.find()) {
      asked.add(matcher.group());
    }
    assertThat(asked).isNotEmpty();
    // A reconciliation is counted when it has ended, after the status was written.
    await()
        .atMost(OperatorBench.LONG)
        .untilAsserted(
            () ->
                assertThat(bench.registry().scrape())
                    .contains(asked.stream().map(name -> name + "{controller=").toList()));
    assertThat(bench.registry().scrape()).contains("auditlog=\"scraped\"");

    bench.deleteLog("scraped");
    await()
        .atMost(OperatorBench.LONG)
        .untilAsserted(
            () -> assertThat(bench.registry().scrape()).doesNotContain("auditlog=\"scraped\""));
  }
}
