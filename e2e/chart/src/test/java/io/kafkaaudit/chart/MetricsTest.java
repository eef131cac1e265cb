package io.kafkaaudit.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard ask for metrics that there are. */
class MetricsTest {
  private static final Pattern METRIC = Pattern.compile("\\b(kafka_audit|operator_sdk)_[a-z_]+");

  @Test
  void alertsAndDashboardAskForMetricsThatThereAre() throws IOException {
    String reference =
        Files.readString(Path.of("../../docs/operator.md"))
            + Files.readString(Path.of("../../docs/injection.md"));
    for (JsonNode object :
        Chart.render(
            Chart.values(
                "metrics: {prometheusRule: {enabled: true}, dashboard: {enabled: true}}"))) {
      if (object.get("kind").asText().equals("PrometheusRule")
          || object.at("/metadata/name").asText().endsWith("-dashboard")) {
        Set<String> asked = new TreeSet<>();
        Matcher matcher = METRIC.matcher(object.toString());
        while (matcher.find()) {
          asked.add(matcher.group().replaceFirst("_(count|sum|max)$", ""));
        }
        assertThat(asked).isNotEmpty();
        assertThat(asked)
            .as(Chart.id(object))
            .allMatch(name -> reference.contains("`" + name + "`"));
      }
    }
  }

  @Test
  void everyAlertIsInTheRunbook() throws IOException {
    List<String> runbook = Files.readAllLines(Path.of("../../docs/runbook.md"));
    JsonNode rule = rule();
    List<String> alerts = rule.findValuesAsText("alert");
    assertThat(runbook.stream().filter(line -> line.startsWith("### ")))
        .containsExactlyElementsOf(alerts.stream().map(alert -> "### " + alert).toList());
    assertThat(rule.findValuesAsText("runbook"))
        .containsExactlyElementsOf(
            alerts.stream()
                .map(alert -> "docs/runbook.md#" + alert.toLowerCase(Locale.ROOT))
                .toList());
  }

  /** .ci/chart runs them: Prometheus' own promtool is needed for that. */
  @Test
  void everyAlertIsSeenToFireAndNotToFire() throws IOException {
    Set<String> fires = new TreeSet<>();
    Set<String> doesNot = new TreeSet<>();
    JsonNode tests = Chart.YAML.readTree(Path.of("src/test/promtool/alerts.yaml").toFile());
    for (JsonNode test : tests.findValues("alert_rule_test")) {
      for (JsonNode moment : test) {
        Set<String> seen = moment.path("exp_alerts").isEmpty() ? doesNot : fires;
        seen.add(moment.get("alertname").asText());
      }
    }
    Set<String> alerts = new TreeSet<>(rule().findValuesAsText("alert"));
    assertThat(fires).isEqualTo(alerts);
    assertThat(doesNot).isEqualTo(alerts);
  }

  private static JsonNode rule() {
    return Chart.render(Chart.values("metrics: {prometheusRule: {enabled: true}}")).stream()
        .filter(object -> object.get("kind").asText().equals("PrometheusRule"))
        .findFirst()
        .orElseThrow();
  }
}
