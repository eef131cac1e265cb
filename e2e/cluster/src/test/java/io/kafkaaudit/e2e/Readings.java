package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkaaudit.verifier.AuditVerifier;
import io.kafkaaudit.verifier.Report;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader printed.
 *
 * @param events in the order of reading
 * @param account the verifier's
 */
record Readings(List<JsonNode> events, Report account) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Parses the output of ReaderProgram; its own words on stderr are left out. */
  static Readings of(String log) throws JsonProcessingException {
    List<JsonNode> events = new ArrayList<>();
    AuditVerifier verifier = new AuditVerifier();
    for (String line : log.split("\n")) {
      String[] parts = line.split(" ", 3);
      if (parts.length == 3 && parts[2].startsWith("{")) {
        verifier.accept(
            Integer.parseInt(parts[0]),
            Long.parseLong(parts[1]),
            parts[2].getBytes(StandardCharsets.UTF_8));
        events.add(MAPPER.readTree(parts[2]));
      }
    }
    return new Readings(events, verifier.report());
  }

  /** Fails, with the verifier's table, where a number is missing that no loss event names. */
  void assertAccountedFor() {
    assertThat(account.isAccountedFor()).as(account.table()).isTrue();
  }
}
