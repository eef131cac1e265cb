package io.kafkaaudit.operator.kafka;

/** A client property that may not be used. The message names it and the fix, never its value. */
public final class UnsupportedClientProperty extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String property;
  private final boolean allowed;

  /**
   * One that may not be set, or not to this.
   *
   * @param problem goes on after the property's name
   */
  UnsupportedClientProperty(String property, String problem) {
    this(property, problem, false);
  }

  private UnsupportedClientProperty(String property, String problem, boolean allowed) {
    super(property.replaceAll("[^ -~]", "?") + " " + problem);
    this.property = property;
    this.allowed = allowed;
  }

  /** One that must be there and is not, or cannot be read. */
  static UnsupportedClientProperty invalid(String property, String problem) {
    return new UnsupportedClientProperty(property, problem, true);
  }

  /** Whether the property may be set: then something else is wrong with it. */
  public boolean isAllowed() {
    return allowed;
  }

  public String property() {
    return property;
  }
}
