package io.kafkaaudit.operator.owned;

/** Labels and annotations: part of the API. */
public final class Labels {
  /** On everything that the operator makes: uid of its AuditLog. */
  public static final String AUDIT_LOG_UID = "kafkaaudit.io/auditlog-uid";

  /** On consumer Secrets: uid of the AuditCredential. */
  public static final String CREDENTIAL_UID = "kafkaaudit.io/credential-uid";

  public static final String ROLE = "kafkaaudit.io/role";
  public static final String DESTINATION_ADMIN = "destination-admin";
  public static final String ADOPT_TOPIC = "kafkaaudit.io/adopt-topic";
  public static final String ALLOW_SHORTER_RETENTION = "kafkaaudit.io/allow-shorter-retention";
  public static final String ROTATE = "kafkaaudit.io/rotate";

  /** On consumer Secrets: when the key was published, RFC 3339. */
  public static final String ISSUED_AT = "kafkaaudit.io/issued-at";

  private Labels() {}
}
