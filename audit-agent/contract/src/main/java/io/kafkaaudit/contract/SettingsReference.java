package io.kafkaaudit.contract;

/** The reference of all settings as Markdown; {@code docs/agent.md} holds its output. */
public final class SettingsReference {
  private SettingsReference() {}

  /** A table of every key of {@code agent.properties}. */
  public static String markdown() {
    StringBuilder text =
        new StringBuilder("| setting | default | range | changes without restart | meaning |\n");
    text.append("|---|---|---|---|---|\n");
    for (Setting setting : Setting.all()) {
      text.append("| `").append(setting.key).append("` | ");
      text.append(setting.defaultValue.isEmpty() ? "" : "`" + setting.defaultValue + "`");
      text.append(" | ").append(setting.numeric ? setting.min + " to " + setting.max : "");
      text.append(" | ").append(setting.reloadable ? "yes" : "no").append(" | ");
      text.append(setting.description).append(" |\n");
    }
    row(
        text,
        "capture.rule.<n>.level",
        "`None` or `Metadata`. Rules are tried in the order of n; the first that matches decides.");
    row(
        text,
        "capture.rule.<n>.categories",
        "Comma-separated, any of: " + list(Category.values()) + ". Absent: all.");
    row(
        text,
        "capture.rule.<n>.outcomes",
        "Comma-separated, any of: " + list(Outcome.values()) + ". Absent: all.");
    row(text, "capture.rule.<n>.principal.<m>", "A principal such as `User:alice`. Absent: all.");
    row(
        text,
        "capture.excluded.principal.<n>",
        "A principal whose acts are left out, but never its management, denials and failed logins.");
    return text.toString();
  }

  private static void row(StringBuilder text, String key, String meaning) {
    text.append("| `").append(key).append("` | | | yes | ").append(meaning).append(" |\n");
  }

  private static String list(Enum<?>[] constants) {
    StringBuilder names = new StringBuilder();
    for (Enum<?> constant : constants) {
      names.append(names.length() == 0 ? "" : ", ").append('`').append(constant.name()).append('`');
    }
    return names.toString();
  }
}
