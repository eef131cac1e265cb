package io.kafkaaudit.operator.conditions;

/** Texts that are no longer than the API server takes. Pure. */
public final class ShortText {
  /** For the sentence that says how much is left out. */
  private static final int REMARK = 40;

  private ShortText() {}

  /** The text, or its beginning and how much is left out. */
  public static String of(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean counts = most > 2 * REMARK;
    int kept = counts ? most - REMARK : most - 1;
    if (Character.isHighSurrogate(text.charAt(kept - 1))) {
      kept--; // half a character is no JSON
    }
    return text.substring(0, kept)
        + (counts ? "… (%d characters left out)".formatted(text.length() - kept) : "…");
  }
}
