package io.kafkaaudit.agent.hook;

import org.jspecify.annotations.Nullable;

/** What the agent makes the standard authorizer's {@code MatchingAclRule} implement. */
public interface AclRule {
  /** Lives as long as the ACL is in force, and not for one decision as the rule does. */
  @Nullable Object kafkaAuditAcl();
}
