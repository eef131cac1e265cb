package io.kafkaaudit.operator.conditions;

import java.util.Set;

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
  EarlierStepFailed,
  WaitingForGrant,
  WaitingForBrokers(Trait.PASSES_SOON),
  WaitingForOlderAuditLog(Trait.PASSES_SOON),
  CreatingTopic(Trait.PASSES_SOON),
  WebhookNotReady(Trait.PASSES_SOON),
  WaitingForAgents,
  SettingsRollingOut,
  RotationInProgress,
  Deleting,
  RolloutInProgress,
  RolloutWaiting,
  InProgress,
  // AuditLog: somebody must do something
  InvalidSpec(Trait.NEEDS_PERSON),
  AdminSecretNotFound(Trait.NEEDS_PERSON),
  AdminSecretNotLabelled(Trait.NEEDS_PERSON),
  AdminSecretWithoutProperties(Trait.NEEDS_PERSON),
  UnsupportedClientProperty(Trait.NEEDS_PERSON),
  InvalidClientProperty(Trait.NEEDS_PERSON),
  CertificateNotFound(Trait.NEEDS_PERSON),
  TopicConflict(Trait.NEEDS_PERSON),
  TopicExists(Trait.NEEDS_PERSON),
  TopicReplaced(Trait.NEEDS_PERSON),
  TopicDiffers(Trait.NEEDS_PERSON),
  InvalidReplicationFactor(Trait.NEEDS_PERSON),
  InvalidTopicConfig(Trait.NEEDS_PERSON),
  ForeignGrantToEveryone(Trait.NEEDS_PERSON),
  AuthorizerDisabled(Trait.NEEDS_PERSON),
  Contested(Trait.NEEDS_PERSON),
  RemovedByAnotherController(Trait.NEEDS_PERSON),
  ObjectConflict(Trait.NEEDS_PERSON),
  WebhookConfigurationNotFound(Trait.NEEDS_PERSON),
  NoPods(Trait.NEEDS_PERSON),
  PodsSkipped(Trait.NEEDS_PERSON),
  RestartNeeded(Trait.NEEDS_PERSON),
  RolloutNodesUnknown(Trait.NEEDS_PERSON),
  RolloutBlockedByPDB(Trait.NEEDS_PERSON),
  RolloutStopped(Trait.NEEDS_PERSON),
  BlindSpots(Trait.NEEDS_PERSON),
  Suspended(Trait.NEEDS_PERSON),
  ForbiddenByKubernetes(Trait.NEEDS_PERSON),
  // destination
  DestinationUnreachable(Trait.CONCERNS_WHOLE_DESTINATION),
  AuthenticationFailed(Trait.CONCERNS_WHOLE_DESTINATION),
  NotAuthorized,
  KafkaError,
  // any step: a defect, or an answer of Kubernetes that no step expects
  UnexpectedError,
  // AuditCredential: somebody must do something
  AuditLogNotFound(Trait.NEEDS_PERSON),
  NamespaceNotAllowed(Trait.NEEDS_PERSON),
  AuditLogGone(Trait.NEEDS_PERSON),
  SecretConflict(Trait.NEEDS_PERSON),
  SecretLost,
  KeyLimitReached(Trait.NEEDS_PERSON),
  RotationBlocked(Trait.NEEDS_PERSON),
  // Events only
  KeyRotated,
  KeyRevoked,
  OrphanedKey,
  DriftRepaired,
  EventsLost,
  LeftBehind,
  PodRestarted,
  AgentStillInPods;

  private enum Trait {
    NEEDS_PERSON,
    PASSES_SOON,
    CONCERNS_WHOLE_DESTINATION
  }

  @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable, which the type does not say
  private final Set<Trait> traits;

  Reason(Trait... traits) {
    this.traits = Set.of(traits);
  }

  /** Whether nothing goes on before a person changes something (kstatus Stalled). */
  public boolean needsPerson() {
    return traits.contains(Trait.NEEDS_PERSON);
  }

  /** Whether it passes without anybody's help within a second, so that it is looked at again. */
  public boolean passesSoon() {
    return traits.contains(Trait.PASSES_SOON);
  }

  /** Whether it says nothing about the step that met it, but about the whole destination. */
  public boolean concernsWholeDestination() {
    return traits.contains(Trait.CONCERNS_WHOLE_DESTINATION);
  }
}
