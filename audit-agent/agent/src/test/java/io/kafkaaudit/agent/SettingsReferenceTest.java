package io.kafkaaudit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.contract.ApiTable;
import io.kafkaaudit.contract.SettingsReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
  private static final Path DOCS = Path.of("../../docs/agent.md");
  private static final String BEGIN = "<!-- settings: written by SettingsReferenceTest -->\n";
  private static final String END = "<!-- end of settings -->";

  @Test
  void theDocsHoldTheReferenceOfTheContract() throws Exception {
    String text = Files.readString(DOCS);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    String wanted = text.substring(0, begin) + SettingsReference.markdown() + text.substring(end);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(DOCS, wanted);
    }
    assertThat(DOCS).as("run with -Dgolden.update=true").hasContent(wanted);
  }

  @Test
  void everyApiOfKafkaHasACategory() {
    assertThat(Arrays.stream(ApiKeys.values()).map(api -> api.name)).allMatch(ApiTable::knows);
  }
}
