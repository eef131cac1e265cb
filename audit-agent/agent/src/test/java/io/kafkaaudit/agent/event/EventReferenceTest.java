package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkaaudit.agent.DocsPage;
import io.kafkaaudit.agent.metrics.Counters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** docs/events.md says what docs/event-schema.json says. */
@Tag("generated")
class EventReferenceTest {
  @Test
  void thePageHoldsWhatTheSchemaSays() throws Exception {
    DocsPage.holds("events.md", "fields", new EventReference(schema()).markdown());
  }

  @Test
  void theCountersAreThoseThatTheAgentTells() throws Exception {
    List<String> names = new ArrayList<>();
    schema().at("/$defs/counters/properties").fieldNames().forEachRemaining(names::add);
    assertThat(names).containsExactlyInAnyOrderElementsOf(new Counters(() -> 0).byName().keySet());
  }

  private static JsonNode schema() throws Exception {
    return new ObjectMapper().readTree(DocsPage.DOCS.resolve("event-schema.json").toFile());
  }
}
