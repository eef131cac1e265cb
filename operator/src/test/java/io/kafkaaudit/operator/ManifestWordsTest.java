package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.DeliveryPolicy;
import io.kafkaaudit.contract.Level;
import io.kafkaaudit.contract.Outcome;
import io.kafkaaudit.crd.CaptureCategory;
import io.kafkaaudit.crd.CaptureLevel;
import io.kafkaaudit.crd.CaptureOutcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a manifest may say is what the agent understands: the two sides have enums of their own. */
class ManifestWordsTest {

  private static final int LONGEST_TOPIC_NAME_OF_KAFKA = 249;
  private static final int LONGEST_TOPIC_NAME_OF_A_MANIFEST = 242;

  @Test
  void manifestsAndAgentsUseTheSameWords() {
    assertThat(names(CaptureCategory.values())).isEqualTo(names(Category.values()));
    assertThat(names(CaptureOutcome.values())).isEqualTo(names(Outcome.values()));
    assertThat(names(CaptureLevel.values())).isEqualTo(names(Level.values()));
    assertThat(names(io.kafkaaudit.crd.DeliveryPolicy.values()))
        .isEqualTo(names(DeliveryPolicy.values()));
  }

  @Test
  void theLongestTopicNameLeavesRoomForTheStatusTopic() {
    assertThat(AuditTopics.statusTopic("t".repeat(LONGEST_TOPIC_NAME_OF_A_MANIFEST)))
        .hasSize(LONGEST_TOPIC_NAME_OF_KAFKA);
  }

  private static List<String> names(Enum<?>[] values) {
    return Stream.of(values).map(Enum::name).toList();
  }
}
