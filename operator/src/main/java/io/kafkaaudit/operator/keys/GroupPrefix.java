package io.kafkaaudit.operator.keys;

import io.kafkaaudit.crd.AuditCredential;

/**
 * What the group ids of a credential begin with. Derived, not chosen: {@code _} occurs in no
 * Kubernetes name, so that no prefix contains another.
 */
public final class GroupPrefix {
  private GroupPrefix() {}

  public static String of(AuditCredential credential) {
    return "audit_"
        + credential.getMetadata().getNamespace()
        + "_"
        + credential.getMetadata().getName()
        + "_";
  }
}
