package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.kafka.ClientConfigFiles;
import io.kafkaaudit.operator.keys.KeyRemovals;
import io.kafkaaudit.operator.owned.AgentObjects;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The agents' own key, and its Secret in the agents' directory. */
final class WriterStep implements AuditLogStep {
  /** As java.util.Properties writes it, that is, escaped or not. */
  private static final Pattern PASSWORD =
      Pattern.compile("password\\\\?=\\\\?\"([A-Z2-7]{40})\\\\?\"");

  private final OwnedObjects objects;
  private final AgentObjectRepair repair;
  private final Keyring keyring;
  private final KeyRemovals removals;
  private final Clock clock;

  WriterStep(
      OwnedObjects objects,
      AgentObjectRepair repair,
      Keyring keyring,
      KeyRemovals removals,
      Clock clock) {
    this.repair = repair;
    this.objects = objects;
    this.keyring = keyring;
    this.removals = removals;
    this.clock = clock;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AccessReady;
  }

  @Override
  public Set<Fact<?>> needs() {
    return Set.of(Fact.DESTINATION, Fact.KEY_ACCESS, Fact.TOPIC_ID, Fact.WRITER_ID);
  }

  /** Issues and publishes the writer key. */
  @Override
  public void run(AuditLogPass pass) {
    AuditLog log = pass.log();
    String uid = pass.uid();
    String writerId = pass.get(Fact.WRITER_ID);
    String name = AgentObjects.writerSecret(log);
    Secret secret = objects.secret(log.getMetadata().getNamespace(), name);
    String kept = keyring.keptWriterPassword(uid);
    String published =
        secret != null
                && writerId.equals(OwnedObjects.entry(secret, AgentFiles.USERNAME))
                && OwnedObjects.isOf(secret, Labels.AUDIT_LOG_UID, uid)
            ? password(OwnedObjects.entry(secret, AgentFiles.WRITER))
            : "";
    String password = published;
    if (kept != null || published.isEmpty()) {
      password = keyring.writerPassword(uid, writerId);
      pass.destination().upsertKey(writerId, password);
      removals.wasMade(writerId, clock.instant());
    }
    ClientConfigFiles files = pass.get(Fact.KEY_ACCESS).files(writerId, password);
    Map<String, String> data = OwnedObjects.encode(files.writer());
    Secret wanted =
        new SecretBuilder()
            .withMetadata(metadata(log, name, data))
            .withType("kafkaaudit.io/writer")
            .withData(data)
            .build();
    repair.carryOut(
        pass,
        secret,
        secret == null ? null : secret.getData(),
        () -> objects.apply(wanted, Labels.AUDIT_LOG_UID, Reason.ObjectConflict));
    keyring.writerPublished(uid, writerId);
    pass.found(Fact.WRITER, files);
  }

  /** In a writer's properties; empty: they hold none. */
  static String password(@Nullable String properties) {
    if (properties == null) {
      return "";
    }
    Matcher matcher = PASSWORD.matcher(properties);
    return matcher.find() ? matcher.group(1) : "";
  }

  static ObjectMeta metadata(AuditLog log, String name, Map<String, String> data) {
    return new ObjectMetaBuilder()
        .withNamespace(log.getMetadata().getNamespace())
        .withName(name)
        .addToLabels(Labels.AUDIT_LOG_UID, log.getMetadata().getUid())
        .addToAnnotations(Labels.WRITTEN, AgentObjectRepair.hash(data))
        .addNewOwnerReference()
        .withApiVersion(log.getApiVersion())
        .withKind(log.getKind())
        .withName(log.getMetadata().getName())
        .withUid(log.getMetadata().getUid())
        .endOwnerReference()
        .build();
  }
}
