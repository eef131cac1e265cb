package io.kafkaaudit.operator.owned;

/** Labels and annotations: part of the API. */
public final class Labels {
  /** On everything that the operator makes: uid of its AuditLog. */
  public static final String AUDIT_LOG_UID = "kafkaaudit.io/auditlog-uid";

  /** On consumer Secrets: uid of the AuditCredential. */
  public static final String CREDENTIAL_UID = "kafkaaudit.io/credential-uid";

  public static final String ROLE = "kafkaaudit.io/role";
  public static final String DESTINATION_ADMIN = "destination-admin";
  public static final String CLUSTER_ADMIN = "cluster-admin";
  public static final String ADOPT_TOPIC = "kafkaaudit.io/adopt-topic";
  public static final String ALLOW_SHORTER_RETENTION = "kafkaaudit.io/allow-shorter-retention";

  /** Its value is the id of the cluster to which an AuditLog may move. */
  public static final String ACCEPT_DESTINATION = "kafkaaudit.io/accept-destination";

  public static final String ROTATE = "kafkaaudit.io/rotate";

  /** Each new value takes all keys of an AuditCredential out, until {@link #ROTATE} changes. */
  public static final String REVOKE_NOW = "kafkaaudit.io/revoke-now";

  /** On consumer Secrets: when the key was published, RFC 3339. */
  public static final String ISSUED_AT = "kafkaaudit.io/issued-at";

  /** On pods, from the user: what JAVA_TOOL_OPTIONS is where the operator cannot see it. */
  public static final String JAVA_TOOL_OPTIONS = "kafkaaudit.io/java-tool-options";

  /**
   * On pods, from the user: node id of the pod of ordinal 0, where addresses do not tell which node
   * a pod runs.
   */
  public static final String FIRST_NODE_ID = "kafkaaudit.io/first-node-id";

  /** On pods with the agent: name of the AuditLog and revision of the jar. */
  public static final String AUDIT_LOG = "kafkaaudit.io/auditlog";

  public static final String AGENT_REVISION = "kafkaaudit.io/agent-revision";

  /** On pods without the agent, followed by the AuditLog's name: why. */
  public static final String SKIPPED_PREFIX = "kafkaaudit.io/skipped-";

  /** Value of {@link #ROLE} on ConfigMaps that hold the agent's jar. */
  public static final String AGENT_JAR = "agent-jar";

  /** On what agents read: a hash of what the operator wrote into it. */
  public static final String WRITTEN = "kafkaaudit.io/written";

  /** Value of {@link #ROLE} on the ConfigMap that says how old records of audit topics are. */
  public static final String LOG_STARTS = "log-starts";

  private Labels() {}
}
