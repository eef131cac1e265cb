package io.kafkaaudit.operator.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which keys an agent saw log in at its node.
 *
 * @param clusterId of the node's cluster; empty: an agent that does not know it
 * @param hours in which a key last logged in, by its id
 */
public record KeyLogins(String clusterId, Map<String, Instant> hours) {
  /** Of an agent that tells none. */
  public static final KeyLogins NONE = new KeyLogins("", Map.of());

  private static final Logger LOG = LoggerFactory.getLogger(KeyLogins.class);
  private static final String CLUSTER = "crn:///kafka=";

  /** As many as an agent tells. */
  private static final int MOST_KEYS = 200;

  /** Copies. */
  public KeyLogins {
    hours = Map.copyOf(hours);
  }

  /** What does not have the right form is left out. */
  static KeyLogins of(JsonNode data) {
    String service = data.path("serviceName").asText("");
    if (!service.startsWith(CLUSTER) || service.indexOf('/', CLUSTER.length()) >= 0) {
      return NONE;
    }
    Map<String, Instant> hours = new LinkedHashMap<>();
    Iterator<Map.Entry<String, JsonNode>> fields = data.path("keyLogins").fields();
    while (fields.hasNext() && hours.size() < MOST_KEYS) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (KeyIds.isKeyOf("", field.getKey())) {
        try {
          hours.put(
              field.getKey(),
              Instant.parse(field.getValue().asText("")).truncatedTo(ChronoUnit.HOURS));
        } catch (DateTimeParseException e) {
          LOG.debug("Key {}: {}", field.getKey(), e.getMessage());
        }
      }
    }
    return hours.isEmpty() ? NONE : new KeyLogins(service.substring(CLUSTER.length()), hours);
  }
}
