package io.kafkaaudit.operator.conditions;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AccessStatus;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.crd.KeyStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusLimitsTest {
  private final StatusLimits<AuditLogStatus> limits =
      StatusLimits.of(AuditLog.class, AuditLogStatus.class);

  @Test
  void aListIsCutWithACountOfWhatIsLeftOut() {
    AuditLogStatus status =
        bypassedBy(IntStream.range(0, 101).mapToObj(i -> "User:u" + i).toList());
    AuditLogStatus cut = limits.cut(status);
    assertThat(cut.getAccess().getBypass()).hasSize(100).startsWith("User:u0").endsWith("User:u99");
    assertThat(cut.getAccess().getBypassOmitted()).isOne();
    assertThat(status.getAccess().getBypass()).as("what was found").hasSize(101);
  }

  @Test
  void whatFitsIsLeftAlone() {
    AuditLogStatus status =
        bypassedBy(IntStream.range(0, 100).mapToObj(i -> "User:u" + i).toList());
    assertThat(limits.cut(status)).isSameAs(status);
    assertThat(status.getAccess().getBypassOmitted()).isNull();
  }

  @Test
  void aTextIsCutAtACharacter() {
    String clef = new String(Character.toChars(0x1d11e));
    AuditLogStatus status =
        bypassedBy(List.of("User:" + clef.repeat(200), "User:x" + clef.repeat(200)));
    status.setConditions(
        List.of(new ConditionBuilder().withType("Ready").withMessage("x".repeat(40_000)).build()));
    AuditLogStatus cut = limits.cut(status);
    assertThat(cut.getAccess().getBypass())
        .allSatisfy(
            principal -> {
              assertThat(principal.length()).isLessThanOrEqualTo(255);
              assertThat(principal).containsPattern("… \\([0-9]+ characters left out\\)$");
              assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(principal)).isTrue();
            });
    assertThat(cut.getConditions().get(0).getMessage())
        .hasSizeLessThanOrEqualTo(32_768)
        .endsWith("characters left out)");
  }

  @Test
  void noGrantIsEverLeftOut() {
    List<KeyStatus> keys = new ArrayList<>();
    IntStream.range(0, 300).forEach(i -> keys.add(key("KAORPHAN" + i, KeyState.Orphaned)));
    for (KeyState state : List.of(KeyState.Granted, KeyState.Retiring, KeyState.Revoking)) {
      IntStream.range(0, 50).forEach(i -> keys.add(key("KA" + state + i, state)));
    }
    AuditLogStatus status = new AuditLogStatus();
    status.setKeys(keys);
    AuditLogStatus cut = limits.cut(status);
    assertThat(cut.getKeys()).hasSize(200);
    assertThat(cut.getKeysOmitted()).isEqualTo(250);
    assertThat(cut.getKeys()).filteredOn(key -> key.getState() != KeyState.Orphaned).hasSize(150);

    keys.replaceAll(key -> key(key.getId(), KeyState.Granted));
    assertThat(limits.cut(status).getKeys()).as("more than there can be").hasSize(450);
  }

  @Test
  void theStatusOfACredentialIsCutToo() {
    AuditCredentialStatus status = new AuditCredentialStatus();
    status.setGroupPrefix("g".repeat(500));
    status.setKeyId("KA34567ABCDEFGHI");
    AuditCredentialStatus cut =
        StatusLimits.of(AuditCredential.class, AuditCredentialStatus.class).cut(status);
    assertThat(cut.getGroupPrefix()).hasSizeLessThanOrEqualTo(400);
    assertThat(cut.getKeyId()).isEqualTo(status.getKeyId());
  }

  /** A list without it would be cut in silence. */
  @ParameterizedTest
  @ValueSource(strings = {"auditlogs", "auditcredentials"})
  void everyListOfAStatusHasACountOfWhatIsLeftOut(String kind) {
    CustomResourceDefinition crd =
        Serialization.unmarshal(
            getClass().getResourceAsStream("/META-INF/fabric8/" + kind + ".kafkaaudit.io-v1.yml"),
            CustomResourceDefinition.class);
    counted(StatusLimits.schema(crd));
  }

  private static void counted(JSONSchemaProps schema) {
    Map<String, JSONSchemaProps> fields =
        schema.getProperties() == null ? Map.of() : schema.getProperties();
    fields.forEach(
        (name, field) -> {
          if ("array".equals(field.getType()) && !name.equals("conditions")) {
            assertThat(fields).containsKey(name + "Omitted");
          }
          counted(field);
        });
  }

  private static AuditLogStatus bypassedBy(List<String> principals) {
    AuditLogStatus status = new AuditLogStatus();
    status.setAccess(new AccessStatus());
    status.getAccess().setBypass(principals);
    return status;
  }

  private static KeyStatus key(String id, KeyState state) {
    KeyStatus key = new KeyStatus();
    key.setId(id);
    key.setState(state);
    return key;
  }
}
