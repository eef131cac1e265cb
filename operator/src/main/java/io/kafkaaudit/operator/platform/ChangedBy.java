package io.kafkaaudit.operator.platform;

import io.kafkaaudit.operator.owned.Revision;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for the present generation of an AuditLog or AuditCredential: value of the annotation
 * {@link #ANNOTATION}, {@code <generation> <user>}. The mutating webhook writes it into every
 * object that is created or whose spec or {@code kafkaaudit.io/} annotations change, over whatever
 * the request brought along; the reader believes it only for the object's own generation.
 *
 * <p>The user is a name that a stranger may have chosen (a certificate's common name, a claim of an
 * identity provider): what cannot be shown in a line of text, and {@code %} itself, is
 * percent-encoded, and long names are cut and followed by a digest of the whole, so that two users
 * stay two. Immutable.
 *
 * @param user as {@link #of} makes it, 1 to 256 characters
 * @param generation of the object with the change, at least 1
 */
public record ChangedBy(String user, long generation) {
  /** Name of the annotation. */
  public static final String ANNOTATION = "kafkaaudit.io/changed-by";

  /** Longest {@link #user}, in characters. */
  public static final int MAX_USER = 256;

  private static final Pattern FORMAT =
      Pattern.compile("([1-9][0-9]{0,17}) (.{1," + MAX_USER + "})");
  private static final String CUT = "%~";

  /**
   * Checks what a caller made up.
   *
   * @throws IllegalArgumentException when that is no annotation's content
   */
  public ChangedBy {
    if (generation < 1 || !isShown(user)) {
      throw new IllegalArgumentException("no generation or user as ChangedBy.of makes it");
    }
  }

  /**
   * The user of a request.
   *
   * @param userName as the API server tells it
   * @param generation that the object has once the change is stored
   */
  public static ChangedBy of(String userName, long generation) {
    return new ChangedBy(shown(userName), generation);
  }

  /** The value of the annotation. */
  public String toAnnotation() {
    return generation + " " + user;
  }

  /** Reads an annotation; empty: there is none, or no webhook of ours has written it. */
  public static Optional<ChangedBy> parse(@Nullable String annotation) {
    if (annotation == null || annotation.length() > MAX_USER + 20) {
      return Optional.empty();
    }
    Matcher matcher = FORMAT.matcher(annotation);
    return matcher.matches() && isShown(matcher.group(2))
        ? Optional.of(new ChangedBy(matcher.group(2), Long.parseLong(matcher.group(1))))
        : Optional.empty();
  }

  /** Any name as one line of bounded length; a name of ordinary characters is itself. */
  static String shown(String name) {
    StringBuilder text = new StringBuilder();
    String digest = CUT + Revision.of(name.getBytes(StandardCharsets.UTF_8));
    int room = MAX_USER - digest.length();
    int kept = 0;
    for (int i = 0; i < name.length() && text.length() <= MAX_USER; ) {
      int point = name.codePointAt(i);
      i += Character.charCount(point);
      if (point != '%' && isPrintable(point)) {
        text.appendCodePoint(point);
      } else {
        percentEncode(point, text);
      }
      kept = text.length() <= room ? text.length() : kept;
    }
    if (text.length() > MAX_USER) {
      text.setLength(kept);
      return text + digest;
    }
    return text.isEmpty() ? CUT : text.toString();
  }

  private static void percentEncode(int point, StringBuilder text) {
    for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
      text.append('%').append(String.format("%02X", b));
    }
  }

  private static boolean isShown(String user) {
    return !user.isEmpty()
        && user.length() <= MAX_USER
        && user.codePoints().allMatch(ChangedBy::isPrintable);
  }

  /** Without control, direction-changing and other characters that hide or forge text. */
  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
