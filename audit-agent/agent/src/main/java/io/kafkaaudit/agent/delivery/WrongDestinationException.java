package io.kafkaaudit.agent.delivery;

/** What speaks at the destination's addresses is not what is configured. The message is enough. */
final class WrongDestinationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongDestinationException(String message) {
    super(message);
  }
}
