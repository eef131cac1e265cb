package io.kafkaaudit.agent.event;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What became of one resource of a management request. */
final class ResourceResult {
  private final Resource resource;
  private final @Nullable Errors error;
  private final @Nullable String message;
  private final @Nullable Partitions partitions;

  /**
   * @param error null: no response was seen
   */
  ResourceResult(Resource resource, @Nullable Errors error, @Nullable String message) {
    this(resource, error, message, null);
  }

  /**
   * @param partitions those of the topic that it is about; null: the resource is no topic, or the
   *     whole of it
   */
  ResourceResult(
      Resource resource,
      @Nullable Errors error,
      @Nullable String message,
      @Nullable Partitions partitions) {
    this.resource = resource;
    this.error = error;
    this.message = message;
    this.partitions = partitions;
  }

  static ResourceResult of(Resource resource, short code, @Nullable String message) {
    return new ResourceResult(resource, Errors.forCode(code), message);
  }

  /** The result for a resource without a response. */
  static ResourceResult unanswered(Resource resource) {
    return new ResourceResult(resource, null, null);
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

  @Nullable Partitions partitions() {
    return partitions;
  }

  /** Whether Kafka refused for want of a right. */
  boolean denied() {
    return error != null && error.name().endsWith("_AUTHORIZATION_FAILED");
  }
}
