package io.kafkaaudit.operator.kafka;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicExistsException;

/** A call to Kafka that did not do what it should; the message tells a person what to mend. */
public final class KafkaFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong; the names are those of the conditions' reasons. */
  public enum Reason {
    /** No broker answered in time. */
    DestinationUnreachable,
    /** The broker refused the login. */
    AuthenticationFailed,
    /** A right is missing. */
    NotAuthorized,
    /** Fewer brokers than replicas wanted. */
    InvalidReplicationFactor,
    /** The cluster has no authorizer: ACLs mean nothing there. */
    AuthorizerDisabled,
    /** A topic of that name is there. */
    TopicExists,
    /** Kafka knows no such config, or not this value. */
    InvalidTopicConfig,
    /** Any other answer. */
    KafkaError
  }

  private final Reason reason;

  KafkaFailure(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /**
   * Kafka's error as a reason and a sentence; {@code doing} is what was tried, for the sentence.
   */
  static KafkaFailure of(String doing, Throwable error) {
    Throwable cause =
        error instanceof ExecutionException && error.getCause() != null ? error.getCause() : error;
    String said = String.valueOf(cause.getMessage());
    if (cause instanceof AuthenticationException) {
      return new KafkaFailure(
          Reason.AuthenticationFailed,
          doing
              + ": the destination refused the login: check username and password in the"
              + " client.properties of destination.admin.secretRef. Kafka says: "
              + said,
          cause);
    }
    if (cause instanceof AuthorizationException) {
      return new KafkaFailure(
          Reason.NotAuthorized,
          doing + ": a right is missing, see docs/security.md. Kafka says: " + said,
          cause);
    }
    if (cause instanceof InvalidReplicationFactorException) {
      return new KafkaFailure(
          Reason.InvalidReplicationFactor,
          doing + ": write a topic.replicas that the brokers can hold. Kafka says: " + said,
          cause);
    }
    if (cause instanceof SecurityDisabledException) {
      return new KafkaFailure(
          Reason.AuthorizerDisabled,
          doing + ": the destination has no authorizer: set authorizer.class.name on its brokers",
          cause);
    }
    if (cause instanceof TopicExistsException) {
      return new KafkaFailure(Reason.TopicExists, doing + ": " + said, cause);
    }
    if (cause instanceof InvalidConfigurationException) {
      return new KafkaFailure(
          Reason.InvalidTopicConfig, doing + ": mend topic.configs. Kafka says: " + said, cause);
    }
    if (cause instanceof org.apache.kafka.common.errors.TimeoutException
        || cause instanceof java.util.concurrent.TimeoutException) {
      return new KafkaFailure(
          Reason.DestinationUnreachable,
          doing
              + ": no broker answered: check bootstrap.servers in the client.properties of"
              + " destination.admin.secretRef, and the network",
          cause);
    }
    if (cause.getCause() instanceof ConfigException wrong
        && String.valueOf(wrong.getMessage()).contains("bootstrap")) {
      return new KafkaFailure(
          Reason.DestinationUnreachable,
          doing
              + ": no host of bootstrap.servers in the client.properties of"
              + " destination.admin.secretRef has an address: check the names",
          cause);
    }
    return new KafkaFailure(Reason.KafkaError, doing + ": " + said, cause);
  }
}
