package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.operator.OlderReleaseObjects;
import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.keys.PublishedKey;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.io.StringReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the release 23434fc has written is read with the same meaning: nothing is issued anew. */
class OlderReleaseTest {
  @ParameterizedTest
  @ValueSource(classes = {AuditLog.class, AuditCredential.class})
  <T extends CustomResource<?, ?>> void noFieldOfSpecAndStatusIsLost(Class<T> kind)
      throws Exception {
    String text = OlderReleaseObjects.text(kind.getSimpleName());
    JsonNode written = new YAMLMapper().readTree(text);
    JsonNode read =
        new ObjectMapper().readTree(Serialization.asJson(Serialization.unmarshal(text, kind)));
    assertThat(read.get("spec")).isEqualTo(written.get("spec"));
    assertThat(read.get("status")).isEqualTo(written.get("status"));
  }

  @Test
  void theWritersPasswordIsFoundInItsSecret() throws Exception {
    Secret secret = OlderReleaseObjects.one(Secret.class, "orders-kafka-audit-writer");
    assertThat(WriterStep.password(OwnedObjects.entry(secret, AgentFiles.WRITER))).hasSize(40);
  }

  @Test
  void theReadersKeyIsFoundInItsSecret() throws Exception {
    AuditCredential credential = OlderReleaseObjects.one(AuditCredential.class, "siem");
    assertThat(PublishedKey.in(OlderReleaseObjects.one(Secret.class, "siem-audit-log"), credential))
        .hasValueSatisfying(
            key -> assertThat(key.id()).isEqualTo(credential.getStatus().getKeyId()));
  }

  @Test
  void theAgentsSettingsAreUnderstood() throws Exception {
    String text =
        OlderReleaseObjects.one(ConfigMap.class, "orders-kafka-audit-agent")
            .getData()
            .get(AgentFiles.SETTINGS);
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    assertThat(AgentSettings.parse(properties).toText()).isEqualTo(text);
  }

  @Test
  void theKeyringIsUnderstood() throws Exception {
    try (MockKubernetes kubernetes = MockKubernetes.start()) {
      for (Secret secret : OlderReleaseObjects.secrets()) {
        kubernetes.client().resource(secret).create();
      }
      String uid = OlderReleaseObjects.one(AuditLog.class, "orders").getMetadata().getUid();
      Keyring keyring = new Keyring(kubernetes.client(), "kafka-audit");
      assertThat(keyring.writerId(uid, () -> "another")).isEqualTo("KAQQDRX7MPZVO3QU");
      assertThat(keyring.keptWriterPassword(uid)).as("it is published").isNull();
      assertThat(keyring.password("KAQQDRN3ED77BES7", uid)).as("it is published").isNull();
      assertThat(DestinationAccess.of(String.valueOf(keyring.admin(uid))).principal())
          .isEqualTo("User:kafka-audit-operator");
      assertThat(keyring.journal(uid)).contains("\"writer\":\"KAQQDRX7MPZVO3QU\"");
    }
  }
}
