package io.kafkaaudit.crd;

/** Categories of acts, in manifest spelling; the names are those of the contract. */
public enum CaptureCategory {
  /** Logins. */
  Authentication,
  /** Operations that change the cluster. */
  Management,
  /** Writing records. */
  Produce,
  /** Reading records and group membership. */
  Consume,
  /** Reading metadata. */
  Describe,
  /** Signs of life of group members. */
  Heartbeat,
  /** Traffic between brokers and controllers. */
  Interbroker
}
