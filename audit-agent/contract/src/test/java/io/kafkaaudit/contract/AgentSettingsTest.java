package io.kafkaaudit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSettingsTest {

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    AgentSettings written =
        AgentSettings.builder()
            .topic("audit")
            .clusterName("orders")
            .settingsRevision("7-äöü")
            .forwarded(Forwarded.Edge)
            .captureRule(
                new CaptureRule(
                    Level.None,
                    Set.of(Category.Produce, Category.Consume),
                    Set.of(Outcome.Success),
                    List.of("User:CN=client,OU=lab", "User:bob")))
            .captureRule(new CaptureRule(Level.Metadata, Set.of(), Set.of(), List.of()))
            .excludedPrincipals(Set.of("User:probe"))
            .reloadIntervalMillis(200)
            .build();

    AgentSettings read = AgentSettings.parse(properties(written.toText()));

    assertThat(read.toText()).isEqualTo(written.toText());
    assertThat(read.captureRules()).hasSize(2);
    assertThat(read.captureRules().get(0).principals())
        .containsExactlyInAnyOrder("User:CN=client,OU=lab", "User:bob");
    assertThat(read.settingsRevision()).isEqualTo("7-äöü");
    assertThat(read.forwarded()).isEqualTo(Forwarded.Edge);
    assertThat(read.reloadIntervalMillis()).isEqualTo(200);
    assertThat(written.toText()).doesNotContain("#");
  }

  @Test
  void nothingGivenMeansTheDefaults() throws Exception {
    AgentSettings settings = AgentSettings.parse(new Properties());
    assertThat(settings.topic()).isEqualTo("audit-log-events");
    assertThat(settings.statusIntervalMillis()).isEqualTo(10_000);
    assertThat(settings.captureRules()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topic | two words | topic must be letters",
        "tpoic | x | \"tpoic\" is no setting of the agent",
        "reload.interval.ms | 0 | reload.interval.ms must be a whole number from 100 to 600000",
        "reload.interval.ms | fast | and is \"fast\"",
        "forwarded | both | forwarded must be of Controller,Edge",
        "capture.rule.1.categories | Produce | capture.rule.1.level is missing",
        "capture.rule.1.level | Request | capture.rule.1.level must be of None,Metadata",
        "capture.rule.0.level | None | is no setting of the agent",
        "capture.excluded.principal.1 | alice | must be a principal such as User:alice",
      })
  void wrongSettingsNameTheKeyAndTheFix(String key, String value, String message) {
    Properties properties = new Properties();
    properties.setProperty(key, value);
    assertThatThrownBy(() -> AgentSettings.parse(properties))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    Properties properties = new Properties();
    properties.setProperty("topic", " ");
    properties.setProperty("forwarded", "x");
    assertThatThrownBy(() -> AgentSettings.parse(properties))
        .hasMessageContainingAll("topic must", "forwarded must");
  }

  @Test
  void aRuleIsAboutCategoriesAndOutcomes() {
    CaptureRule rule =
        new CaptureRule(
            Level.None, Set.of(Category.Produce), Set.of(Outcome.Success), List.of("User:a"));
    assertThat(rule.matches(Category.Produce, Outcome.Success)).isTrue();
    assertThat(rule.matches(Category.Consume, Outcome.Success)).isFalse();
    assertThat(rule.matches(Category.Produce, Outcome.Denied)).isFalse();
  }

  @Test
  void anApiOfTheFutureIsManagementAndKnownToBeUnknown() {
    assertThat(ApiTable.category("Heartbeat")).isEqualTo(Category.Heartbeat);
    assertThat(ApiTable.category("CreateWormhole")).isEqualTo(Category.Management);
    assertThat(ApiTable.knows("CreateWormhole")).isFalse();
    assertThat(ApiTable.apis(Category.Management)).contains("CreateTopics", "DeleteGroups");
  }

  private static Properties properties(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties;
  }
}
