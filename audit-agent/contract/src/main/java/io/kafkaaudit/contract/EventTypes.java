package io.kafkaaudit.contract;

/** The {@code type} attribute of events; the first three are those of the hosted vendors. */
public final class EventTypes {
  public static final String AUTHENTICATION = "io.confluent.kafka.server/authentication";

  /** A decision was taken by an authorizer. */
  public static final String AUTHORIZATION = "io.confluent.kafka.server/authorization";

  /** A request without any decision: the broker has no authorizer. */
  public static final String REQUEST = "io.confluent.kafka.server/request";

  public static final String LIFECYCLE = "io.kafkaaudit.agent/lifecycle";
  public static final String STATUS = "io.kafkaaudit.agent/status";
  public static final String LOSS = "io.kafkaaudit.agent/loss";
  public static final String POLICY = "io.kafkaaudit.agent/policy";

  /** An act of the operator, or of a person on its resources. */
  public static final String PLATFORM = "io.kafkaaudit.operator/request";

  private EventTypes() {}
}
