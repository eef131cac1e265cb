package io.kafkaaudit.operator;

import static io.kafkaaudit.operator.AuditResources.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Resources with values that only a newer version of the operator knows, as after a rollback. */
class NewerVersionTest extends OnOperatorBench {
  NewerVersionTest() {
    super(Duration.ofMillis(300));
  }

  @Test
  void anAuditLogThatIsNotUnderstoodIsLeftAloneAndStopsNoOther() throws Exception {
    bench.applyReady("newer");
    bench.applyCredential("kept", "newer", "Overlap");
    bench.awaitReady("kept");
    Set<String> users = bench.users("newer");
    enforce("newer", "Audit");
    await().atMost(LONG).until(() -> bench.logReason("newer", "Ready").equals("UnknownValue"));
    assertThat(AuditResources.message(bench.log("newer").getStatus().getConditions(), "Ready"))
        .startsWith("spec.access.enforcement: ")
        .contains("does not know the value Audit");
    assertThat(bench.logReason("newer", "Stalled")).isEqualTo("UnknownValue");

    bench.stop();
    bench.start(); // lists them anew
    bench.applyReady("older");
    bench.applyCredential("leaver", "newer", "Overlap");
    bench.applyCredential("reader", "older", "Overlap");
    bench.awaitReady("reader");
    await().atMost(LONG).until(() -> bench.reason("leaver", "Granted").equals("UnknownValue"));
    assertThat(bench.users("newer")).as("nothing is done by half").isEqualTo(users);
    assertThat(bench.key("kept")).isNotEmpty();

    enforce("newer", "Enforce");
    await().atMost(LONG).until(() -> bench.logReason("newer", "Ready").equals("AllReady"));
    bench.awaitReady("leaver");
    bench.awaitReady("kept");
  }

  /** Puts the newer version's CRDs in the place of this one's: with values that this has not. */
  @BeforeEach
  void newerCrds() {
    for (String kind : List.of("auditlogs", "auditcredentials")) {
      CustomResourceDefinition crd =
          Serialization.unmarshal(
              getClass().getResourceAsStream("/META-INF/fabric8/" + kind + ".kafkaaudit.io-v1.yml"),
              CustomResourceDefinition.class);
      var spec =
          crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema().getProperties();
      var parts = spec.get("spec").getProperties();
      String part = kind.equals("auditlogs") ? "access" : "rotation";
      String field = kind.equals("auditlogs") ? "enforcement" : "strategy";
      parts.get(part).getProperties().get(field).setEnum(List.of());
      bench.client().resource(crd).delete();
      bench.client().resource(crd).create();
    }
  }

  private void enforce(String log, String value) {
    bench.merge(
        AuditLog.class,
        log,
        "{\"spec\": {\"access\": {\"enforcement\": \"%s\"}}}".formatted(value));
  }

  @Test
  void aCredentialThatIsNotUnderstoodKeepsItsKey() throws Exception {
    bench.applyReady("log");
    bench.applyCredential("odd", "log", "Overlap");
    bench.awaitReady("odd");
    String key = bench.key("odd");
    rotate("Sometimes");
    await().atMost(LONG).until(() -> bench.reason("odd", "Ready").equals("UnknownValue"));
    bench.rotate("odd", "now");
    bench.applyCredential("even", "log", "Overlap");
    bench.awaitReady("even");
    assertThat(bench.key("odd")).isEqualTo(key);
    assertThat(bench.users("log")).contains(key);
    assertThat(bench.granted("log")).hasSize(2);

    bench.deleteCredential("odd");
    await().atMost(LONG).until(() -> !bench.users("log").contains(key));
  }

  private void rotate(String strategy) {
    bench.merge(
        AuditCredential.class,
        "odd",
        "{\"spec\": {\"rotation\": {\"strategy\": \"%s\"}}}".formatted(strategy));
  }
}
