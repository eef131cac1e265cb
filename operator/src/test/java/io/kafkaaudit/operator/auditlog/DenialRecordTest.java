package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.operator.kafka.Denial;
import io.kafkaaudit.operator.owned.Keyring;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DenialRecordTest {
  @Test
  void isWrittenReadAndDeletedWhenItIsEmpty() {
    try (MockKubernetes kubernetes = MockKubernetes.start()) {
      Keyring keyring = new Keyring(kubernetes.client(), "kafka-audit");
      Set<Denial> denials =
          Set.of(
              new Denial("User:CN=a b, O=\"c\"", "WRITE", "audit"),
              new Denial("User:eve\n", "DELETE", "audit-agents"));
      DenialRecord none = DenialRecord.of(keyring, "u");
      assertThat(none).isEqualTo(new DenialRecord(Set.of(), true));
      none.replace(denials, keyring, "u");
      DenialRecord some = DenialRecord.of(keyring, "u");
      assertThat(some).isEqualTo(new DenialRecord(denials, true));
      some.replace(Set.of(), keyring, "u");
      assertThat(kubernetes.client().secrets().inNamespace("kafka-audit").list().getItems())
          .isEmpty();

      keyring.putDenials("u", "nonsense");
      DenialRecord unreadable = DenialRecord.of(keyring, "u");
      assertThat(unreadable.readable()).isFalse();
      unreadable.replace(Set.of(), keyring, "u");
      assertThat(keyring.denials("u")).as("left for a person to see").isEqualTo("nonsense");
      keyring.forgetAuditLog("u");
      assertThat(keyring.denials("u")).isNull();
    }
  }

  @Test
  void whatIsNotOursIsNoRecord() {
    for (String text :
        List.of(
            "", "null", "{}", "[null]", "[{}]", "[1]", "[[]]", "[{\"principal\":\"User:a\"}]")) {
      assertThat(DenialRecord.parse(text)).as(text).isEqualTo(new DenialRecord(Set.of(), false));
    }
  }
}
