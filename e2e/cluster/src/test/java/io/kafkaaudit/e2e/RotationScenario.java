package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A reader goes on through rotations. */
class RotationScenario extends Scenario {
  private static final int ROTATIONS = 20;

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
    }
    assertThat(keys).hasSize(ROTATIONS);
    assertThat(installation.pods.log(Orders.NAMESPACE, "reader")).doesNotContain("REFUSED");
  }
}
