package io.kafkaaudit.operator.conditions;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A step that cannot be done, as reason and message of its condition. Holds no secret. */
public final class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(StepFailure.class);

  private final Reason reason;

  public StepFailure(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What went wrong in Kafka, as a condition says it. */
  public static StepFailure of(KafkaFailure failure) {
    Reason reason =
        switch (failure.reason()) {
          case DestinationUnreachable -> Reason.DestinationUnreachable;
          case AuthenticationFailed -> Reason.AuthenticationFailed;
          case NotAuthorized -> Reason.NotAuthorized;
          case InvalidReplicationFactor -> Reason.InvalidReplicationFactor;
          case AuthorizerDisabled -> Reason.AuthorizerDisabled;
          case TopicExists -> Reason.TopicExists;
          case InvalidTopicConfig -> Reason.InvalidTopicConfig;
          case KafkaError -> Reason.KafkaError;
        };
    return new StepFailure(reason, String.valueOf(failure.getMessage()));
  }

  /**
   * Any failure of a step, so that each becomes a condition. Of a failure that no step expects only
   * its kind is told, for its message may quote what is secret.
   */
  public static StepFailure of(RuntimeException failure) {
    if (failure instanceof StepFailure known) {
      return known;
    }
    if (failure instanceof KafkaFailure kafka) {
      return of(kafka);
    }
    if (failure instanceof KubernetesClientException kubernetes) {
      if (kubernetes.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return forbidden(kubernetes);
      }
      return new StepFailure(
          Reason.UnexpectedError,
          "Kubernetes answered a request of the operator with %d %s; it is tried again"
              .formatted(
                  kubernetes.getCode(),
                  kubernetes.getStatus() == null ? "" : kubernetes.getStatus().getReason()));
    }
    return new StepFailure(
        Reason.UnexpectedError,
        "%s in the operator, whose log has the details; it is tried again"
            .formatted(failure.getClass().getSimpleName()));
  }

  /**
   * Any failure, and an unexpected one is logged, for a condition does not show its cause.
   *
   * @param subject what failed, for the log
   */
  public static StepFailure logged(RuntimeException failure, String subject) {
    StepFailure known = of(failure);
    if (known.reason == Reason.UnexpectedError) {
      LOG.warn("{} failed", subject, failure);
    }
    return known;
  }

  private static StepFailure forbidden(KubernetesClientException answer) {
    return new StepFailure(
        Reason.ForbiddenByKubernetes, MissingRight.text(answer, MissingRight.NAMESPACE_ROLE));
  }

  /**
   * Makes requests to Kubernetes; where a right is lacking, a person must give it.
   *
   * @throws StepFailure ForbiddenByKubernetes, with the command that gives the right; every other
   *     failure stays what it is
   */
  public static <T extends @Nullable Object> T withRights(Supplier<T> requests) {
    try {
      return requests.get();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      throw forbidden(e);
    }
  }

  public Reason reason() {
    return reason;
  }

  /** For people: names the field and the fix. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
