package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A reader goes on through rotations. */
@ExtendWith(ScenarioExtension.class)
class RotationScenario {
  private static final int ROTATIONS = 20;

  private Orders orders;

  @BeforeEach
  void ensure() throws Exception {
    orders = Installation.get().orders;
    orders.ensure();
  }

  @Test
  void aRunningReaderIsNeverRefused() throws Exception {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < ROTATIONS; i++) {
      keys.add(orders.credential("siem").getStatus().getKeyId());
      orders.rotate();
      int before = orders.read().events().size();
      orders.act();
      await("the reader goes on")
          .atMost(Orders.PATIENCE)
          .until(() -> orders.read().events().size() > before);
      assertThat(orders.log().getStatus().getKeys().size()).isLessThanOrEqualTo(40);
    }
    assertThat(keys).hasSize(ROTATIONS);
    assertThat(Installation.get().pods.log(Orders.NAMESPACE, "reader")).doesNotContain("REFUSED");
  }
}
