package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.Forwarded;
import io.kafkaaudit.contract.SettingsException;
import io.kafkaaudit.crd.AgentsStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.injection.ForwardedObserver;
import io.kafkaaudit.operator.owned.AgentObjects;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The agents' settings, in the ConfigMap of their directory. */
final class SettingsStep implements AuditLogStep {
  private final OwnedObjects objects;
  private final AgentObjectRepair repair;
  private final boolean injects;

  /**
   * @param injects whether the operator brings the agent into pods; else it knows of none, and all
   *     nodes are taken to have it
   */
  SettingsStep(OwnedObjects objects, AgentObjectRepair repair, boolean injects) {
    this.objects = objects;
    this.repair = repair;
    this.injects = injects;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AccessReady;
  }

  @Override
  public void run(AuditLogPass pass) {
    AuditLog log = pass.log();
    String name = AgentObjects.settingsConfigMap(log);
    ConfigMap present = objects.configMap(log.getMetadata().getNamespace(), name);
    AgentsStatus agents = pass.status().getAgents();
    Integer reporting = agents == null ? null : agents.getReporting();
    Forwarded forwarded =
        injects
            ? ForwardedObserver.of(pass.find(Fact.PODS).orElse(null), reporting, current(present))
            : Forwarded.Controller;
    pass.found(Fact.SETTINGS_REVISION, AgentConfig.revision(log, forwarded));
    Map<String, String> data = Map.of(AgentFiles.SETTINGS, AgentConfig.of(log, forwarded));
    ConfigMap wanted =
        new ConfigMapBuilder()
            .withMetadata(WriterStep.metadata(log, name, data))
            .withData(data)
            .build();
    repair.carryOut(
        pass,
        present,
        present == null ? null : present.getData(),
        () -> objects.apply(wanted, Labels.AUDIT_LOG_UID, Reason.ObjectConflict));
  }

  private static Forwarded current(@Nullable ConfigMap present) {
    String text =
        present == null || present.getData() == null
            ? null
            : present.getData().get(AgentFiles.SETTINGS);
    if (text == null) {
      return Forwarded.Edge;
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
      return AgentSettings.parse(properties).forwarded();
    } catch (IOException | IllegalArgumentException | SettingsException e) {
      return Forwarded.Edge; // somebody wrote into it; it is written anew now
    }
  }
}
