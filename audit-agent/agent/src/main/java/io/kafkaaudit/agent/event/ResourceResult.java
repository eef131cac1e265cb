package io.kafkaaudit.agent.event;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What became of one resource of a management request. */
final class ResourceResult {
  private final Resource resource;
  private final @Nullable Errors error;
  private final @Nullable String message;

  /**
   * @param error null: no response was seen
   */
  ResourceResult(Resource resource, @Nullable Errors error, @Nullable String message) {
    this.resource = resource;
    this.error = error;
    this.message = message;
  }

  static ResourceResult of(Resource resource, short code, @Nullable String message) {
    return new ResourceResult(resource, Errors.forCode(code), message);
  }

  Resource resource() {
    return resource;
  }

  @Nullable Errors error() {
    return error;
  }

  @Nullable String message() {
    return message;
  }

  /** Whether Kafka refused for want of a right. */
  boolean denied() {
    return error != null && error.name().endsWith("_AUTHORIZATION_FAILED");
  }
}
