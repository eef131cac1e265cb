package io.kafkaaudit.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaToolOptionsTest {
  private static final String OURS = AgentVolumes.OPTION;

  @Test
  void theAgentIsAppendedToWhatIsThere() {
    assertThat(with("")).isEqualTo(OURS);
    assertThat(with("  -Xmx1g\t-Da=b ")).isEqualTo("-Xmx1g -Da=b " + OURS);
    assertThat(with("-Da='b c' \"-Dd=e f\"")).isEqualTo("-Da='b c' \"-Dd=e f\" " + OURS);
    assertThat(with(with("-Xmx1g"))).as("asked again").isEqualTo("-Xmx1g " + OURS);
    assertThat(with(OURS + " -Xmx1g " + OURS)).isEqualTo("-Xmx1g " + OURS);
  }

  /** The form that docs/agent.md shows: without the rest of the word the JVM would not start. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "OURS=/etc/other,main=my.Broker",
        "\"OURS=/etc/other,main=my.Broker\"",
        "'OURS=/a directory,main=X'",
        "-javaagent:\"/opt/kafka-audit-agent/kafka-audit-agent.jar\"=main=X",
        "OURS="
      })
  void argumentsThatSomebodyGaveItStay(String form) {
    String option = form.replace("OURS", OURS);
    for (String value : new String[] {option, "-Xmx1g\t" + option, option + "\n-Xmx1g"}) {
      JavaToolOptions options = JavaToolOptions.of(value);
      assertThat(options.agent()).isEqualTo(option);
      assertThat(options.anotherCopy()).isFalse();
      assertThat(options.withAgent()).endsWith(option).doesNotContain(" =");
      assertThat(with(options.withAgent())).as("asked again").isEqualTo(options.withAgent());
    }
    assertThat(with(OURS + " " + option)).as("loaded once").isEqualTo(option);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-javaagent:/path/kafka-audit-agent.jar",
        "-javaagent:/path/kafka-audit-agent.jar=/dir,main=X",
        "-Xmx1g\t\"-javaagent:/my path/kafka-audit-agent-1.0.jar\"",
        "-javaagent:'/my path/kafka-audit-agent.jar'=dir",
        "-javaagent:/opt/kafka-audit-agent/kafka-audit-agent.jar2"
      })
  void anotherCopyIsSeen(String value) {
    assertThat(JavaToolOptions.of(value).anotherCopy()).isTrue();
    assertThat(JavaToolOptions.loadAgent(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-javaagent:/opt/jmx.jar=9404:/etc/kafka-audit.yaml",
        "-Dnote=-javaagent:/path/kafka-audit-agent.jar",
        "-Xmx1g \"unmatched",
        "'"
      })
  void whatElseThereIsIsNone(String value) {
    assertThat(JavaToolOptions.of(value).anotherCopy()).isFalse();
    assertThat(JavaToolOptions.of(value).others()).isEqualTo(value);
  }

  private static String with(String value) {
    return JavaToolOptions.of(value).withAgent();
  }
}
