package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.SettingsException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {
  private static final long MIB = 1_048_576;

  @Test
  void theDefaultsAreTheWholeOfIt() throws Exception {
    MemoryPlan plan = plan();
    assertThat(plan.total()).isEqualTo(48 * MIB);
    assertThat(plan.isRaised()).isFalse();
    assertThat(plan.outbox()).isEqualTo(16 * MIB);
  }

  @ParameterizedTest
  @ValueSource(longs = {24, 32, 47, 64, 1_000})
  void thePartsAreNoMoreThanTheWhole(long mebibytes) throws Exception {
    MemoryPlan plan = plan("memory.bytes", Long.toString(mebibytes * MIB));
    assertThat(plan.total()).isBetween(mebibytes * MIB * 3 / 4, mebibytes * MIB);
    assertThat(plan.isRaised()).isFalse();
    assertThat(plan.parts()).allSatisfy((name, bytes) -> assertThat(bytes).isPositive());
  }

  @Test
  void whatSomebodyAsksForRaisesTheWhole() throws Exception {
    MemoryPlan outbox = plan("outbox.bytes", Long.toString(100 * MIB));
    assertThat(outbox.isRaised()).isTrue();
    assertThat(outbox.outbox()).isEqualTo(100 * MIB);
    assertThat(outbox.total()).isEqualTo(132 * MIB);

    MemoryPlan lanes = plan("lane.other.slots", "100000");
    assertThat(lanes.isRaised()).isTrue();
    assertThat(lanes.otherSlots()).isEqualTo(131_072);
  }

  @Test
  void whatSomebodyAsksForIsNotScaled() throws Exception {
    MemoryPlan plan =
        plan("memory.bytes", Long.toString(24 * MIB), "outbox.bytes", Long.toString(MIB));
    assertThat(plan.outbox()).isEqualTo(MIB);
    assertThat(plan.total()).isLessThan(24 * MIB);
  }

  private static MemoryPlan plan(String... settings) throws SettingsException {
    Properties properties = new Properties();
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    return new MemoryPlan(AgentSettings.parse(properties));
  }
}
