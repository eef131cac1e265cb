package io.kafkaaudit.contract;

/** What kind of act an event is about. The names are spelled as in manifests. */
public enum Category {
  /** Logins to a listener. */
  Authentication,
  /** Whatever changes the cluster: topics, ACLs, configs, quotas, users, groups. */
  Management,
  /** Writing records. */
  Produce,
  /** Reading records, committing offsets, joining groups. */
  Consume,
  /** Reading metadata. */
  Describe,
  /** Signs of life of group members. */
  Heartbeat,
  /** Traffic among brokers and controllers. */
  Interbroker
}
