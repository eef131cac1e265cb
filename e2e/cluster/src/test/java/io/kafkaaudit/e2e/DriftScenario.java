package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody changes what the operator keeps. */
@ExtendWith(ScenarioExtension.class)
class DriftScenario {
  private KafkaClusters kafka;
  private Orders orders;

  @BeforeEach
  void ensure() throws Exception {
    Installation installation = Installation.get();
    kafka = installation.kafka;
    orders = installation.orders;
    orders.ensure();
  }

  @Test
  void aGrantToSomebodyElseIsTakenBack() throws Exception {
    kafka.onDestination(
        KafkaClusters.ACLS,
        "--add --allow-principal User:mallory --operation Read --topic " + Orders.TOPIC);
    await("mallory's grant is gone")
        .atMost(Orders.PATIENCE)
        .until(() -> !kafka.onDestination(KafkaClusters.ACLS, "--list").contains("mallory"));
  }

  @Test
  void aGrantToEverybodyIsReportedWithTheFix() throws Exception {
    kafka.onDestination(
        KafkaClusters.ACLS,
        "--add --allow-principal 'User:*' --operation Read --topic " + Orders.TOPIC);
    try {
      await("the condition tells")
          .atMost(Orders.PATIENCE)
          .until(
              () -> {
                Condition access =
                    Orders.condition(orders.log().getStatus().getConditions(), "AccessReady");
                return access.getStatus().equals("False")
                    && access.getReason().equals("ForeignGrantToEveryone");
              });
    } finally {
      kafka.onDestination(
          KafkaClusters.ACLS,
          "--remove --force --allow-principal 'User:*' --operation Read --topic " + Orders.TOPIC);
    }
    await("orders is Ready again")
        .atMost(Orders.PATIENCE)
        .until(() -> Orders.isTrue(orders.log(), "Ready"));
  }

  @Test
  void aRetentionThatWasChangedIsPutBack() throws Exception {
    kafka.onDestination(
        KafkaClusters.CONFIGS,
        "--alter --entity-type topics --entity-name "
            + Orders.TOPIC
            + " --add-config retention.ms=1000");
    await("seven days again")
        .atMost(Orders.PATIENCE)
        .until(
            () ->
                kafka
                    .onDestination(
                        KafkaClusters.CONFIGS,
                        "--describe --entity-type topics --entity-name " + Orders.TOPIC)
                    .contains("retention.ms=604800000"));
  }

  @Test
  void aKeyThatWasDeletedWorksAgain() throws Exception {
    String key = orders.credential("siem").getStatus().getKeyId();
    kafka.onDestination(
        KafkaClusters.CONFIGS,
        "--alter --entity-type users --entity-name " + key + " --delete-config SCRAM-SHA-512");
    await("siem has a key that works")
        .atMost(Orders.PATIENCE)
        .until(
            () -> {
              String now = orders.credential("siem").getStatus().getKeyId();
              return Orders.isTrue(orders.credential("siem"), "Ready")
                  && kafka
                      .onDestination(
                          KafkaClusters.CONFIGS,
                          "--describe --entity-type users --entity-name " + now)
                      .contains("SCRAM-SHA-512");
            });
    orders.refreshMounts("reader");
    assertThat(orders.log().getStatus().getKeys()).hasSizeLessThanOrEqualTo(40);
  }
}
