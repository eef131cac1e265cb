package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Somebody changes what the operator keeps. It is put back or reported, and the destination's own
 * audit log names who did it, and the operator that repaired it.
 */
class DriftScenario extends Scenario {
  private static final String ROOT = "User:root";
  private static final String AUDIT_TOPIC = "/topic=" + Orders.TOPIC;
  private static final String OPERATOR = "User:kafka-audit-operator";

  @BeforeEach
  void theDestinationAuditsItself() throws Exception {
    installation.destination.ensure();
  }

  @Test
  void aGrantToSomebodyElseIsTakenBack() throws Exception {
    acls("--add --allow-principal User:mallory --operation Read --topic " + Orders.TOPIC);
    await("mallory's grant is gone")
        .atMost(Orders.PATIENCE)
        .until(() -> !acls("--list").contains("mallory"));
    awaitDescribed("DriftRepaired", "ACL removed: User:mallory may READ on topic " + Orders.TOPIC);
    installation.destination.awaitDone("CreateAcls", AUDIT_TOPIC, List.of(ROOT));
    installation.destination.awaitDone("DeleteAcls", AUDIT_TOPIC, List.of(OPERATOR));
    await("the repair is in the audit topic")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(orders.platformEvents("RepairDrift", "topic=" + Orders.TOPIC))
                    .anyMatch(
                        repair ->
                            repair.at("/data/request/repair").toString().contains("mallory")));
  }

  @Test
  void aWiderGrantIsDeniedForAsLongAsItIsThere() throws Exception {
    String grant =
        " --allow-principal User:trudy --operation Write --resource-pattern-type prefixed --topic audit-";
    acls("--add" + grant);
    String denial = "principal=User:trudy, host=*, operation=WRITE, permissionType=DENY";
    await("trudy is denied").atMost(Orders.PATIENCE).until(() -> acls("--list").contains(denial));
    awaitDescribed(
        "DriftRepaired", "ACL restored: User:trudy may not WRITE on topic " + Orders.TOPIC);
    acls("--remove --force" + grant);
    await("nothing is left").atMost(Orders.PATIENCE).until(() -> !acls("--list").contains("trudy"));
    installation.destination.awaitDone("CreateAcls", "/topic=audit-*", List.of(ROOT));
    installation.destination.awaitDone("CreateAcls", AUDIT_TOPIC, List.of(OPERATOR));
    installation.destination.awaitDone("DeleteAcls", "/topic=audit-*", List.of(ROOT));
    installation.destination.awaitDone("DeleteAcls", AUDIT_TOPIC, List.of(OPERATOR));
  }

  @Test
  void aGrantToEverybodyIsReportedWithTheFix() throws Exception {
    String grant = " --allow-principal 'User:*' --operation Read --topic " + Orders.TOPIC;
    acls("--add" + grant);
    try {
      await("the condition tells")
          .atMost(Orders.PATIENCE)
          .until(() -> orders.reason("AccessReady").equals("ForeignGrantToEveryone"));
      awaitDescribed(
          "ForeignGrantToEveryone",
          "User:* may READ on topic " + Orders.TOPIC + " (LITERAL): remove these ACLs");
      assertThat(installation.kubectl("get", "auditlog", "orders", "-n", "kafka"))
          .containsPattern("orders +False");
    } finally {
      acls("--remove --force" + grant);
    }
    orders.awaitReady();
    installation.destination.awaitDone("CreateAcls", AUDIT_TOPIC, List.of(ROOT));
    installation.destination.awaitDone("DeleteAcls", AUDIT_TOPIC, List.of(ROOT));
  }

  @Test
  void aRetentionThatWasChangedIsPutBack() throws Exception {
    String topic = " --entity-type topics --entity-name " + Orders.TOPIC;
    configs("--alter" + topic + " --add-config retention.ms=1000");
    await("seven days again")
        .atMost(Orders.PATIENCE)
        .until(() -> configs("--describe" + topic).contains("retention.ms=604800000"));
    awaitDescribed(
        "DriftRepaired",
        "retention.ms of topic " + Orders.TOPIC + " set back from 1000 to 604800000");
    installation.destination.awaitDone(
        "IncrementalAlterConfigs", AUDIT_TOPIC, List.of(ROOT, OPERATOR));
  }

  @Test
  void aTopicThatWasDeletedIsMadeAgainAndItsLossStaysTold() throws Exception {
    kafka.onDestination(KafkaClusters.TOPICS, "--delete --topic " + Orders.TOPIC);
    await("the loss is told")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(installation.kubectl("describe", "auditlog", "orders", "-n", "kafka"))
                    .contains("EventsLost", "was deleted, and all its events"));
    orders.awaitReady();
    orders.newReader();
    List<Long> before = orders.counts();
    orders.act();
    await("events are read again")
        .atMost(Orders.PATIENCE)
        .untilAsserted(() -> assertThat(orders.counts()).isNotEqualTo(before).doesNotContain(0L));
    installation.destination.awaitDone("DeleteTopics", AUDIT_TOPIC, List.of(ROOT));
    installation.destination.awaitDone("CreateTopics", AUDIT_TOPIC, List.of(OPERATOR));
  }

  @Test
  void aKeyThatWasDeletedWorksAgain() throws Exception {
    String key = orders.credential("siem").getStatus().getKeyId();
    configs("--alter --entity-type users --entity-name " + key + " --delete-config SCRAM-SHA-512");
    await("siem has a key that works")
        .atMost(Orders.PATIENCE)
        .until(
            () ->
                Orders.isTrue(orders.credential("siem"), "Ready")
                    && configs(
                            "--describe --entity-type users --entity-name "
                                + orders.credential("siem").getStatus().getKeyId())
                        .contains("SCRAM-SHA-512"));
    awaitDescribed(
        "Somebody else removed from Kafka, and it is put back: SCRAM user of key "
            + key
            + " of kafka/siem");
    installation.destination.awaitDone(
        "AlterUserScramCredentials", "/user=" + key, List.of(ROOT, OPERATOR));
  }

  /** What a person reads who asks why, or what was done. */
  private void awaitDescribed(String... words) {
    await("kubectl describe tells")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(installation.kubectl("describe", "auditlog", "orders", "-n", "kafka"))
                    .contains(words));
  }

  private String acls(String arguments) throws Exception {
    return kafka.onDestination(KafkaClusters.ACLS, arguments);
  }

  private String configs(String arguments) throws Exception {
    return kafka.onDestination(KafkaClusters.CONFIGS, arguments);
  }
}
