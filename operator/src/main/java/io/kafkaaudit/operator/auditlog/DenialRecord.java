package io.kafkaaudit.operator.auditlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkaaudit.operator.kafka.Denial;
import io.kafkaaudit.operator.owned.Keyring;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which DENY ACLs the operator made for an AuditLog, or was about to make when it was killed. It
 * stands in the keyring, for in Kafka they look like anybody's.
 *
 * @param readable false: the Secret is there, but its content is not ours; then nothing is recorded
 */
record DenialRecord(Set<Denial> denials, boolean readable) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Copies. */
  DenialRecord {
    denials = Set.copyOf(denials);
  }

  /** The record of an AuditLog, as it is now. */
  static DenialRecord of(Keyring keyring, String auditLogUid) {
    return parse(keyring.denials(auditLogUid));
  }

  static DenialRecord parse(@Nullable String text) {
    if (text == null) {
      return new DenialRecord(Set.of(), true);
    }
    try {
      List<Denial> all = JSON.readValue(text, new TypeReference<List<Denial>>() {});
      return all == null || all.contains(null)
          ? new DenialRecord(Set.of(), false)
          : new DenialRecord(new LinkedHashSet<>(all), true);
    } catch (JsonProcessingException e) {
      return new DenialRecord(Set.of(), false);
    }
  }

  /** Writes another record in the place of this one, if it differs; an empty one is deleted. */
  DenialRecord replace(Set<Denial> now, Keyring keyring, String auditLogUid) {
    if (now.equals(denials)) {
      return this;
    }
    try {
      keyring.putDenials(
          auditLogUid,
          now.isEmpty()
              ? null
              : JSON.writeValueAsString(now.stream().sorted(DenialRecord::compare).toList()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("three texts are always JSON", e);
    }
    return new DenialRecord(now, true);
  }

  private static int compare(Denial a, Denial b) {
    return a.toString().compareTo(b.toString());
  }
}
