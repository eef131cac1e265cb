package io.kafkaaudit.contract;

/** Names of the two topics of an audit log. */
public final class AuditTopics {
  private static final String STATUS_SUFFIX = "-agents";

  private AuditTopics() {}

  /** The compacted topic in which each agent keeps its latest status. */
  public static String statusTopic(String topic) {
    return topic + STATUS_SUFFIX;
  }
}
