package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.kafka.AclFindings;
import io.kafkaaudit.operator.kafka.AclPlan;
import io.kafkaaudit.operator.kafka.ForeignAcl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What AccessReady says of the ACLs that were found. Pure. */
record AccessReport(boolean ready, Reason reason, String message) {
  /** Of each kind; the number of the others is told. */
  private static final int MOST = 10;

  /**
   * The report.
   *
   * @param contested repairs that somebody else keeps undoing
   * @param bootstrapServers of the destination, for commands
   * @param unreadable name of the keyring's Secret with the record of DENYs, if that is unreadable
   */
  static AccessReport of(
      AclPlan.Access access,
      AclFindings findings,
      Collection<String> contested,
      String bootstrapServers,
      @Nullable String unreadable) {
    List<String> text = new ArrayList<>();
    Reason reason = Reason.AccessAsSpecified;
    if (!findings.toEveryone().isEmpty()) {
      reason = Reason.ForeignGrantToEveryone;
      text.add(
          some(findings.toEveryone())
              + ": remove these ACLs, for everybody has that access to the audit topic");
    }
    if (!contested.isEmpty()) {
      reason = Reason.Contested;
      text.add(0, Repairs.contest(contested));
    }
    if (!findings.keyDenials().isEmpty()) {
      reason = Reason.KeyDenied; // before all others: AuditCredentials look for it
      text.add(0, keyDenials(findings.keyDenials(), bootstrapServers));
    }
    boolean ready = reason == Reason.AccessAsSpecified;
    if (!findings.foreign().isEmpty()) {
      text.add("Access of others, not removed: " + some(findings.foreign()));
    } else if (ready) {
      text.add("Only the writer and granted keys have access, and whom status.access.bypass names");
    }
    if (access.admin() == null) {
      text.add(
          "The principal of the operator's admin is not known, for its client.properties has no user name: its own"
              + " ACLs are among those of others"
              + (access.enforce()
                  ? ", and none of others is removed, although access.enforcement is Enforce"
                  : ""));
    }
    if (!findings.unrecorded().isEmpty()) {
      text.add(unrecorded(findings.unrecorded(), bootstrapServers));
    }
    if (unreadable != null) {
      text.add(
          "Secret "
              + unreadable
              + " does not hold the operator's record of its DENY ACLs any more, so that none is removed: delete"
              + " that Secret");
    }
    return new AccessReport(ready, reason, String.join(". ", text));
  }

  private static String keyDenials(List<AclFindings.KeyDenial> denials, String servers) {
    return denials.stream()
            .limit(MOST)
            .map(
                denial ->
                    "%s, so that keys %s do not work; if nobody wants this DENY: %s"
                        .formatted(
                            denial.acl().sentence(),
                            String.join(", ", denial.keys()),
                            denial.acl().removal(servers)))
            .collect(Collectors.joining("; "))
        + andMore(denials.size());
  }

  private static String unrecorded(List<ForeignAcl> acls, String servers) {
    return "DENY ACLs that the operator has no record of, made by a person or by an operator of an older version, and"
        + " never removed by this one: "
        + some(acls.stream().map(ForeignAcl::sentence).toList())
        + ". If nobody wants them: "
        + acls.stream()
            .limit(MOST)
            .map(acl -> acl.removal(servers))
            .collect(Collectors.joining("; "));
  }

  private static String some(List<String> all) {
    return all.stream().limit(MOST).collect(Collectors.joining("; ")) + andMore(all.size());
  }

  private static String andMore(int size) {
    return size > MOST ? " and " + (size - MOST) + " more" : "";
  }
}
