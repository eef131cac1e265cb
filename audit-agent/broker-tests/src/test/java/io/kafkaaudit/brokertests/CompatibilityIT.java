package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * This agent beside one of another version, as in a cluster that is being restarted: with
 * -Dagent.old.jar=FILE.
 */
class CompatibilityIT {
  private static final String OLD = System.getProperty("agent.old.jar");

  @TempDir Path directory;

  @ParameterizedTest(name = "the older one in the controller: {0}")
  @ValueSource(booleans = {true, false})
  void everyActIsToldOnceAndAccountedFor(boolean oldController) throws Exception {
    assumeTrue(OLD != null, "-Dagent.old.jar names an older agent");
    try (Audit audit = new Audit("4.3.1", directory)) {
      audit.writeSettings();
      audit.writeWriterKey();
      Path old = Path.of(OLD);
      BrokerOptions options =
          BrokerOptions.of(Audit.version("4.3.1"))
              .separateRoles(true)
              .agent(oldController ? Audit.AGENT_JAR : old, audit.agentDirectory)
              .controllerAgent(oldController ? old : Audit.AGENT_JAR);
      try (BrokerProcess broker = BrokerProcess.start(options, directory.resolve("audited"));
          Admin admin = Admin.create(Audit.root(broker))) {
        admin.createTopics(List.of(new NewTopic("t1", 1, (short) 1))).all().get();
        admin
            .createAcls(
                List.of(Acls.allow("User:bob", AclOperation.READ, ResourceType.TOPIC, "t1")))
            .all()
            .get();
        admin
            .alterClientQuotas(
                List.of(
                    new ClientQuotaAlteration(
                        new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "bob")),
                        List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1e6)))))
            .all()
            .get();
        Script.end(admin.deleteConsumerGroups(List.of("no-group")).all());
      }
      List<JsonNode> events =
          audit.awaitEvents(
              all ->
                  all.stream().filter(e -> e.at("/data/phase").asText().equals("stop")).count()
                      == 2);
      assertThat(audit.report().isAccountedFor()).as(audit.report().table()).isTrue();
      assertThat(audit.report().runs()).hasSize(2).allMatch(run -> run.lost() == 0);
      for (String method : List.of("CreateAcls", "AlterClientQuotas", "DeleteGroups")) {
        assertThat(events)
            .filteredOn(e -> e.at("/data/methodName").asText().equals("kafka." + method))
            .filteredOn(e -> !e.at("/data/result/errorName").asText().contains("COORDINATOR"))
            .as(method)
            .hasSize(1)
            .as("an older agent neither tells nor reads the connection of the client")
            .allMatch(e -> e.at("/data/requestMetadata/forwardedBy/connectionId").isMissingNode());
      }
    }
  }
}
