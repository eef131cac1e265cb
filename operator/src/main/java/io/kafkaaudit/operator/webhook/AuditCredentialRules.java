package io.kafkaaudit.operator.webhook;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.crd.RotationStrategy;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.kafkaaudit.operator.keys.KeyLimit;
import io.kafkaaudit.operator.owned.Names;
import io.kafkaaudit.operator.rules.SecretNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an AuditCredential must agree on with its AuditLog and with the others. Pure. */
final class AuditCredentialRules {
  private final AuditCredential credential;
  private final List<String> refusals = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private AuditCredentialRules(AuditCredential credential) {
    this.credential = credential;
  }

  /** Judges one that is created or changed. */
  static Verdict of(
      AuditCredential credential,
      Collection<AuditLog> logs,
      Collection<AuditCredential> credentials) {
    AuditCredentialRules rules = new AuditCredentialRules(credential);
    AuditLog log =
        logs.stream()
            .filter(l -> AuditLogReferences.refersTo(credential, l))
            .findFirst()
            .orElse(null);
    List<AuditCredential> others =
        credentials.stream().filter(other -> !AuditLogRules.isSame(other, credential)).toList();
    rules.reference(log);
    others.forEach(rules::secret);
    // Who may not use an AuditLog is told nothing of it.
    if (log != null && AuditLogReferences.allows(log, credential.getMetadata().getNamespace())) {
      SecretNames.conflict(credential, log).ifPresent(rules.refusals::add);
      rules.keys(
          log, others.stream().filter(other -> AuditLogReferences.mayHaveKey(other, log)).toList());
    }
    return new Verdict(rules.refusals, rules.warnings);
  }

  private void reference(@Nullable AuditLog log) {
    String refusal = AuditLogReferences.refusal(credential, log);
    String name = credential.getSpec().getAuditLogRef().getName();
    if (refusal != null) {
      warnings.add(refusal);
    } else if (log == null) {
      warnings.add(
          "auditLogRef.name: there is no AuditLog "
              + name
              + " in namespace "
              + credential.getMetadata().getNamespace()
              + ": no key is issued until there is");
    } else if (log.getMetadata().getDeletionTimestamp() != null) {
      warnings.add("auditLogRef.name: AuditLog " + name + " is being deleted");
    }
  }

  /** The first one gets the Secret; when it is gone, the next: so this is no refusal. */
  private void secret(AuditCredential other) {
    if (other.getMetadata().getNamespace().equals(credential.getMetadata().getNamespace())
        && other.getSpec().getSecretName().equals(credential.getSpec().getSecretName())) {
      warnings.add(
          "secretName: Secret "
              + credential.getSpec().getSecretName()
              + " is that of AuditCredential "
              + other.getMetadata().getName()
              + " as long as that is there: choose another secretName");
    }
  }

  private void keys(AuditLog log, List<AuditCredential> others) {
    int limit = log.getSpec().getAccess().getKeyLimit();
    List<KeyStatus> keys = AuditLogReferences.keys(log);
    boolean has = keys.stream().anyMatch(key -> AuditLogReferences.isKeyOf(key, credential));
    if (!has && keys.size() >= limit) {
      warnings.add(KeyLimit.reached(limit, keys));
    } else if (!has && others.size() >= limit) {
      warnings.add(
          KeyLimit.reached(
              limit,
              Names.list(
                  others.stream().map(Names::of).sorted().toList(), AuditLogRules.MOST_NAMES)));
    } else if (others.size() + 1 >= limit
        && credential.getSpec().getRotation().getStrategy() == RotationStrategy.Overlap) {
      warnings.add(KeyLimit.blocksRotation(limit));
    }
  }
}
