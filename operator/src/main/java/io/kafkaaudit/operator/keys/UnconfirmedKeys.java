package io.kafkaaudit.operator.keys;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.UnconfirmedRevocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Revoked keys that some brokers could not be asked about, in an AuditLog's status. Pure. */
public final class UnconfirmedKeys {
  private static final int MOST_KEYS = 20;
  private static final int MOST_BROKERS = 20;

  private UnconfirmedKeys() {}

  /** Of the status; empty: none. */
  public static List<UnconfirmedRevocation> of(@Nullable AuditLogStatus status) {
    return status == null || status.getUnconfirmed() == null ? List.of() : status.getUnconfirmed();
  }

  /** An entry of the status. */
  public static UnconfirmedRevocation of(
      String id, KeyGrants.@Nullable Owner owner, Collection<String> brokers) {
    UnconfirmedRevocation entry = new UnconfirmedRevocation();
    entry.setId(id);
    if (owner != null) {
      entry.setNamespace(owner.namespace());
      entry.setCredential(owner.name());
    }
    List<String> named =
        brokers.stream()
            .sorted()
            .limit(MOST_BROKERS)
            .collect(Collectors.toCollection(ArrayList::new));
    if (brokers.size() > named.size()) {
      named.add("and " + (brokers.size() - named.size()) + " more");
    }
    entry.setBrokers(named);
    return entry;
  }

  /** Puts the latest of them into the status. */
  public static void put(AuditLogStatus status, List<UnconfirmedRevocation> all) {
    status.setUnconfirmed(
        all.isEmpty() ? null : all.subList(Math.max(0, all.size() - MOST_KEYS), all.size()));
    status.setUnconfirmedOmitted(all.size() > MOST_KEYS ? all.size() - MOST_KEYS : null);
  }

  /** For people; empty: all brokers have confirmed. */
  public static String text(List<UnconfirmedRevocation> all) {
    return all.stream()
        .map(
            one ->
                "key %s is revoked, but these brokers did not answer and may still let it in: %s"
                    .formatted(one.getId(), String.join(", ", one.getBrokers())))
        .collect(Collectors.joining("; "));
  }

  /** Those of one AuditCredential. */
  public static List<UnconfirmedRevocation> of(AuditLog log, AuditCredential credential) {
    return of(log.getStatus()).stream()
        .filter(one -> credential.getMetadata().getName().equals(one.getCredential()))
        .filter(one -> credential.getMetadata().getNamespace().equals(one.getNamespace()))
        .toList();
  }
}
