package io.kafkaaudit.operator.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A value of JAVA_TOOL_OPTIONS, taken apart as the JVM does: by white space, but for what stands in
 * quotes. Immutable.
 *
 * @param others all but this agent, as they were written
 * @param agent the option that loads this agent, perhaps with arguments that somebody gave it;
 *     empty: none does
 * @param anotherCopy whether an option loads another copy of the agent
 */
record JavaToolOptions(String others, String agent, boolean anotherCopy) {
  private static final String AGENT = "-javaagent:";
  private static final String JAR = "kafka-audit-agent";

  static JavaToolOptions of(String value) {
    List<String> others = new ArrayList<>();
    String agent = "";
    boolean another = false;
    for (String option : split(value)) {
      String text = unquoted(option);
      boolean arguments = text.startsWith(AgentVolumes.OPTION + "=");
      if (arguments || text.equals(AgentVolumes.OPTION)) {
        agent = agent.isEmpty() || (arguments && !agent.contains("=")) ? option : agent;
        continue;
      }
      another |= loadsAgent(text);
      others.add(option);
    }
    return new JavaToolOptions(String.join(" ", others), agent, another);
  }

  /** Whether any word of a text, as of another variable, has a JVM load a copy of this agent. */
  static boolean loadAgent(String value) {
    return split(value).stream()
        .map(JavaToolOptions::unquoted)
        .anyMatch(JavaToolOptions::loadsAgent);
  }

  private static boolean loadsAgent(String option) {
    return option.startsWith(AGENT) && option.contains(JAR);
  }

  /** The value that loads this agent beside the others. */
  String withAgent() {
    return (others + " " + (agent.isEmpty() ? AgentVolumes.OPTION : agent)).strip();
  }

  private static List<String> split(String value) {
    List<String> options = new ArrayList<>();
    StringBuilder option = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (quote == 0 && isSpace(c)) {
        options.add(option.toString());
        option.setLength(0);
        continue;
      }
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && isQuote(c)) {
        quote = c;
      }
      option.append(c);
    }
    options.add(option.toString());
    return options.stream().filter(found -> !found.isEmpty()).collect(Collectors.toList());
  }

  private static String unquoted(String option) {
    StringBuilder text = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < option.length(); i++) {
      char c = option.charAt(i);
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && isQuote(c)) {
        quote = c;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
