package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.DocsPage;
import io.kafkaaudit.contract.AgentSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("generated")
class MemoryReferenceTest {
  private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

  static {
    MEANINGS.put("lanes", "All slots, and what granted acts typically hold: 512 bytes each.");
    MEANINGS.put("outbox", "Encoded events, until the destination has acknowledged them.");
    MEANINGS.put(
        "management",
        "Management requests that are under way, and those of which something was allowed: bodies, decisions, responses.");
    MEANINGS.put(
        "denials", "Management requests that were denied as a whole, and all other denials.");
    MEANINGS.put("logins", "What logins hold: names, mechanisms, messages.");
    MEANINGS.put(
        "other",
        "What granted acts hold beyond 512 bytes: long names (a client id may have 32 kB), many resources.");
    MEANINGS.put("coalescer", "Equal denials, logins and reads of the audit topics.");
    MEANINGS.put("floods", "Denials of sources that have too many.");
    MEANINGS.put("producer", "The producer's buffer (4 MiB) and what it notes of each record.");
    MEANINGS.put(
        "fixed",
        "Known addresses and ACLs, brokers that forward, closed connections, the encoder's buffer.");
  }

  @Test
  void theDocsSayWhatTheMemoryIsDividedInto() throws Exception {
    Map<String, Long> parts = new MemoryPlan(AgentSettings.defaults()).parts();
    assertThat(MEANINGS.keySet()).containsExactlyElementsOf(parts.keySet());
    StringBuilder table = new StringBuilder("| part | KiB of 48 MiB | holds |\n|---|---|---|\n");
    parts.forEach(
        (name, bytes) ->
            table.append("| %s | %,d | %s |\n".formatted(name, bytes / 1024, MEANINGS.get(name))));
    DocsPage.holds("agent.md", "memory", table.toString());
  }
}
