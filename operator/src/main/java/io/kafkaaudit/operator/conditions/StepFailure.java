package io.kafkaaudit.operator.conditions;

/** A step that cannot be done, as reason and message of its condition. Holds no secret. */
public final class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public StepFailure(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** For people: names the field and the fix. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
