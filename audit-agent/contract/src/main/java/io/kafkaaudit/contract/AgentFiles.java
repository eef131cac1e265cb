package io.kafkaaudit.contract;

/**
 * Files of the agent's directory. In a pod they come through one projected volume, so that they
 * change together. Each may be absent: then the agent waits.
 */
public final class AgentFiles {
  /** Used when {@code -javaagent} has no argument. */
  public static final String DEFAULT_DIRECTORY = "/etc/kafka-audit-agent";

  /** {@link AgentSettings} as Java properties. */
  public static final String SETTINGS = "agent.properties";

  /** Kafka client properties of the writer key. Holds a password. */
  public static final String WRITER = "writer.properties";

  /** The writer key's id; its principal is {@code User:<id>}. */
  public static final String USERNAME = "username";

  private AgentFiles() {}
}
