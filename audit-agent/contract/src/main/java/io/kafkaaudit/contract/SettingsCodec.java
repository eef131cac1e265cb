package io.kafkaaudit.contract;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@link AgentSettings} to and from properties. Principals hold commas, so that each has a key of
 * its own.
 */
final class SettingsCodec {
  private static final Pattern RULE =
      Pattern.compile(
          "capture\\.rule\\.([1-9][0-9]{0,3})\\.(level|categories|outcomes|principal\\.([1-9][0-9]{0,3}))");
  private static final Pattern EXCLUDED =
      Pattern.compile("capture\\.excluded\\.principal\\.([1-9][0-9]{0,3})");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,242}");

  private SettingsCodec() {}

  static SortedMap<String, String> toMap(
      Map<Setting, String> values, List<CaptureRule> rules, Set<String> excludedPrincipals) {
    SortedMap<String, String> all = new TreeMap<>();
    values.forEach((setting, value) -> all.put(setting.key, value));
    for (int i = 0; i < rules.size(); i++) {
      CaptureRule rule = rules.get(i);
      String prefix = "capture.rule." + (i + 1) + ".";
      all.put(prefix + "level", rule.level().name());
      if (!rule.categories().isEmpty()) {
        all.put(prefix + "categories", names(rule.categories()));
      }
      if (!rule.outcomes().isEmpty()) {
        all.put(prefix + "outcomes", names(rule.outcomes()));
      }
      putIndexed(all, prefix + "principal.", rule.principals());
    }
    putIndexed(all, "capture.excluded.principal.", excludedPrincipals);
    return all;
  }

  static String toText(SortedMap<String, String> all) {
    StringBuilder text = new StringBuilder();
    all.forEach((key, value) -> text.append(line(key, value)).append('\n'));
    return text.toString();
  }

  static AgentSettings parse(Properties properties) throws SettingsException {
    List<String> problems = new ArrayList<>();
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    Map<Integer, RuleLines> rules = new TreeMap<>();
    Set<String> excluded = new LinkedHashSet<>();
    Map<String, Setting> known =
        Setting.all().stream()
            .collect(Collectors.toMap(setting -> setting.key, setting -> setting));
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      String value = properties.getProperty(key).trim();
      Matcher rule = RULE.matcher(key);
      Setting setting = known.get(key);
      if (setting != null) {
        check(setting, value, problems);
        values.put(setting, value);
      } else if (rule.matches()) {
        rules
            .computeIfAbsent(Integer.valueOf(rule.group(1)), number -> new RuleLines())
            .add(key, rule.group(2), value, problems);
      } else if (EXCLUDED.matcher(key).matches()) {
        excluded.add(principal(key, value, problems));
      } else {
        problems.add(
            quoted(key)
                + " is no setting of the agent: remove it, or look its name up in docs/agent.md");
      }
    }
    List<CaptureRule> captureRules = new ArrayList<>();
    rules.forEach((number, lines) -> captureRules.add(lines.toRule(number, problems)));
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new AgentSettings(values, captureRules, excluded);
  }

  private static void check(Setting setting, String value, List<String> problems) {
    if (setting == Setting.TOPIC) {
      if (!TOPIC.matcher(value).matches() || value.equals(".") || value.equals("..")) {
        problems.add(
            "topic must be letters, digits, '.', '_' and '-', at most 242 of them, and is "
                + quoted(value));
      }
    } else if (setting == Setting.DELIVERY_POLICY) {
      anEnum(setting.key, DeliveryPolicy.class, value, problems);
    } else if (setting == Setting.FORWARDED) {
      anEnum(setting.key, Forwarded.class, value, problems);
    } else if (setting.numeric) {
      boolean fits = value.matches("[0-9]{1,18}");
      long number = fits ? Long.parseLong(value) : 0;
      if (!fits || number < setting.min || number > setting.max) {
        problems.add(
            setting.key
                + " must be a whole number from "
                + setting.min
                + " to "
                + setting.max
                + ", and is "
                + quoted(value));
      }
    }
  }

  private static <E extends Enum<E>> Set<E> anEnum(
      String key, Class<E> type, String list, List<String> problems) {
    Set<E> found = EnumSet.noneOf(type);
    for (String name : list.split(",", -1)) {
      String trimmed = name.trim();
      found.addAll(
          Arrays.stream(type.getEnumConstants())
              .filter(constant -> constant.name().equals(trimmed))
              .collect(Collectors.toList()));
      if (Arrays.stream(type.getEnumConstants()).noneMatch(c -> c.name().equals(trimmed))) {
        problems.add(
            key + " must be of " + names(EnumSet.allOf(type)) + ", and has " + quoted(trimmed));
      }
    }
    return found;
  }

  private static String principal(String key, String value, List<String> problems) {
    if (value.indexOf(':') < 1) {
      problems.add(key + " must be a principal such as User:alice, and is " + quoted(value));
    }
    return value;
  }

  private static String names(Set<? extends Enum<?>> constants) {
    return constants.stream().sorted().map(Enum::name).collect(Collectors.joining(","));
  }

  private static void putIndexed(Map<String, String> all, String prefix, Set<String> principals) {
    int number = 1;
    for (String principal : new TreeSet<>(principals)) {
      all.put(prefix + number++, principal);
    }
  }

  /** One line as java.util.Properties escapes it, without its date comment. */
  private static String line(String key, String value) {
    Properties one = new Properties();
    one.setProperty(key, value);
    StringWriter writer = new StringWriter();
    try {
      one.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer
        .toString()
        .lines()
        .filter(text -> !text.startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  private static String quoted(String value) {
    String printable = value.replaceAll("[^ -~]", "?");
    return '"' + (printable.length() > 80 ? printable.substring(0, 80) + "..." : printable) + '"';
  }

  /** The keys of one rule until all of them are read. */
  private static final class RuleLines {
    private Set<Level> level = EnumSet.noneOf(Level.class);
    private Set<Category> categories = EnumSet.noneOf(Category.class);
    private Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    private final List<String> principals = new ArrayList<>();

    void add(String key, String field, String value, List<String> problems) {
      if (field.equals("level")) {
        level = anEnum(key, Level.class, value, problems);
      } else if (field.equals("categories")) {
        categories = anEnum(key, Category.class, value, problems);
      } else if (field.equals("outcomes")) {
        outcomes = anEnum(key, Outcome.class, value, problems);
      } else {
        principals.add(principal(key, value, problems));
      }
    }

    CaptureRule toRule(int number, List<String> problems) {
      if (level.size() != 1) {
        problems.add("capture.rule." + number + ".level is missing: write None or Metadata");
      }
      Level one = level.isEmpty() ? Level.Metadata : level.iterator().next();
      return new CaptureRule(one, categories, outcomes, principals);
    }
  }
}
