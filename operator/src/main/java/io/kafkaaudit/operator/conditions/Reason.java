package io.kafkaaudit.operator.conditions;

/** Every reason that a condition or a Kubernetes Event may give. Names are part of the API. */
public enum Reason {
  // good
  Accepted,
  Reachable,
  TopicAsSpecified,
  AccessAsSpecified,
  AllInjected,
  AllReporting,
  KeyGranted,
  KeyIssued,
  SecretPublished,
  KeyCurrent,
  AllReady,
  Settled,
  // on the way
  EarlierStepFailed(false),
  WaitingForGrant(false),
  WaitingForBrokers(false),
  WaitingForOlderAuditLog(false),
  CreatingTopic(false),
  WebhookNotReady(false),
  WaitingForAgents(false),
  SettingsRollingOut(false),
  RotationInProgress(false),
  Deleting(false),
  RolloutInProgress(false),
  RolloutWaiting(false),
  InProgress(false),
  // AuditLog: somebody must do something
  InvalidSpec(true),
  AdminSecretNotFound(true),
  AdminSecretNotLabelled(true),
  AdminSecretWithoutProperties(true),
  UnsupportedClientProperty(true),
  InvalidClientProperty(true),
  CertificateNotFound(true),
  TopicConflict(true),
  TopicExists(true),
  TopicReplaced(true),
  TopicDiffers(true),
  InvalidReplicationFactor(true),
  InvalidTopicConfig(true),
  ForeignGrantToEveryone(true),
  AuthorizerDisabled(true),
  Contested(true),
  RemovedByAnotherController(true),
  ObjectConflict(true),
  WebhookConfigurationNotFound(true),
  NoPods(true),
  PodsSkipped(true),
  RestartNeeded(true),
  RolloutNodesUnknown(true),
  RolloutBlockedByPDB(true),
  RolloutStopped(true),
  BlindSpots(true),
  Suspended(true),
  ForbiddenByKubernetes(true),
  // destination
  DestinationUnreachable(false),
  AuthenticationFailed(false),
  NotAuthorized(false),
  KafkaError(false),
  // AuditCredential: somebody must do something
  AuditLogNotFound(true),
  NamespaceNotAllowed(true),
  AuditLogGone(true),
  SecretConflict(true),
  SecretLost(false),
  KeyLimitReached(true),
  RotationBlocked(true),
  // Events only
  KeyRotated,
  KeyRevoked,
  OrphanedKey,
  DriftRepaired,
  EventsLost,
  LeftBehind,
  PodRestarted,
  AgentStillInPods;

  private final boolean needsPerson;

  Reason() {
    this(false);
  }

  Reason(boolean needsPerson) {
    this.needsPerson = needsPerson;
  }

  /** Whether nothing goes on before a person changes something (kstatus Stalled). */
  public boolean needsPerson() {
    return needsPerson;
  }
}
