package io.kafkaaudit.operator.conditions;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A step that cannot be done, as reason and message of its condition. Holds no secret. */
public final class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public StepFailure(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * Makes requests to Kubernetes; where a right is lacking, a person must give it.
   *
   * @param purpose what needs the rights
   * @throws StepFailure ForbiddenByKubernetes; every other failure stays what it is
   */
  public static <T extends @Nullable Object> T withRightsFor(String purpose, Supplier<T> requests) {
    try {
      return requests.get();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      throw new StepFailure(
          Reason.ForbiddenByKubernetes,
          "The operator lacks a right in Kubernetes that " + purpose + " needs: " + e.getMessage());
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
