package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** What people do to the operator's resources, and what it then does, is in the audit topic too. */
class PlatformScenario extends Scenario {

  @Test
  void aRotationIsReadWithWhoAskedForIt() throws Exception {
    String user =
        installation.kubectl("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}");
    installation.kubectl(
        "patch",
        "auditcredential",
        "siem",
        "-n",
        "kafka",
        "--type=merge",
        "-p",
        "{\"spec\":{\"rotation\":{\"overlap\":\"6m\"}}}");
    String before = orders.credential("siem").getStatus().getKeyId();
    installation.kubectl(
        "annotate",
        "auditcredential",
        "siem",
        "-n",
        "kafka",
        "kafkaaudit.io/rotate=" + System.nanoTime(),
        "--overwrite");
    orders.awaitNewKey(before);
    String after = orders.credential("siem").getStatus().getKeyId();
    await("the change is read, with who did it")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        orders.platformEvents(
                            "ChangeAuditCredential", "auditcredential=kafka%2Fsiem"))
                    .anyMatch(
                        act ->
                            act.at("/data/request/after/rotation/overlap").asText().equals("6m")
                                && act.at("/data/changedBy/user").asText().equals(user)));
    await("the rotation is read")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(orders.platformEvents("RotateKey", "key=" + after))
                    .anyMatch(act -> act.at("/data/request/replaces").asText().equals(before)));
    orders.read().assertAccountedFor();
  }
}
