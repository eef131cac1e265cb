package io.kafkaaudit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.contract.ApiTable;
import io.kafkaaudit.contract.SettingsReference;
import java.util.Arrays;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("generated")
class SettingsReferenceTest {

  @Test
  void theDocsHoldTheReferenceOfTheContract() throws Exception {
    DocsPage.holds("agent.md", "settings", SettingsReference.markdown());
  }

  @Test
  void everyApiOfKafkaHasACategory() {
    assertThat(Arrays.stream(ApiKeys.values()).map(api -> api.name)).allMatch(ApiTable::knows);
  }
}
