package io.kafkaaudit.documents;

import java.util.Map;

/** What stands for the reader's own in documents, and what it is here. */
final class Placeholders {
  private static final Map<String, String> HERE =
      Map.of("NAMESPACE", "kafka", "NAME", "orders", "POD", "orders-broker-0");

  private Placeholders() {}

  static String fill(String command) {
    String filled = command.replace("auditcredential NAME", "auditcredential siem");
    for (Map.Entry<String, String> place : HERE.entrySet()) {
      filled = filled.replaceAll("\\b" + place.getKey() + "\\b", place.getValue());
    }
    return filled;
  }
}
