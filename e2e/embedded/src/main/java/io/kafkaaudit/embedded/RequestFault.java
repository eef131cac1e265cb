package io.kafkaaudit.embedded;

/** Decides which requests to the in-memory API server fail. Called by several threads at once. */
@FunctionalInterface
public interface RequestFault {

  /** No request fails. */
  RequestFault NONE = (userAgent, method, path) -> Moment.NEVER;

  /** When a request fails. */
  enum Moment {
    NEVER,
    /** Nothing is changed. */
    BEFORE_EFFECT,
    /** The change is made, the client is not told. */
    AFTER_EFFECT,
    /** Nothing is changed, with code 403: the client lacks the right. */
    FORBIDDEN,
    /** Nothing is changed, with code 429: as a PodDisruptionBudget refuses an eviction. */
    TOO_MANY_REQUESTS
  }

  /**
   * Says when this request fails.
   *
   * @param userAgent of the client, which tells one client from another
   * @param method HTTP method
   * @param path path and query
   */
  Moment of(String userAgent, String method, String path);
}
