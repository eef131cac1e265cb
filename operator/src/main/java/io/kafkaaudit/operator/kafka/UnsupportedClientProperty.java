package io.kafkaaudit.operator.kafka;

/** A client property that may not be used. The message names it and the fix, never its value. */
public final class UnsupportedClientProperty extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String property;

  UnsupportedClientProperty(String property, String problem) {
    super(property.replaceAll("[^ -~]", "?") + " " + problem);
    this.property = property;
  }

  public String property() {
    return property;
  }
}
