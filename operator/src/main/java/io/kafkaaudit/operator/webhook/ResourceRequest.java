package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Requests about AuditLogs and AuditCredentials themselves. Pure. */
final class ResourceRequest {
  static final String AUDIT_LOGS = "auditlogs";
  static final String AUDIT_CREDENTIALS = "auditcredentials";

  private ResourceRequest() {}

  /** Not of their status, and of no other kind. */
  static boolean isOurs(JsonNode request) {
    JsonNode resource = request.path("resource");
    return "kafkaaudit.io".equals(resource.path("group").asText())
        && Set.of(AUDIT_LOGS, AUDIT_CREDENTIALS).contains(resource.path("resource").asText())
        && request.path("subResource").asText().isEmpty();
  }
}
