package io.kafkaaudit.operator.kafka;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** How Kafka's authorizer reads an ACL. Pure. */
final class AclRules {
  static final String EVERYONE = "User:*";
  static final String EVERY_HOST = "*";

  private static final Set<AclOperation> READ_OR_CHANGE =
      EnumSet.of(
          AclOperation.READ,
          AclOperation.WRITE,
          AclOperation.ALTER,
          AclOperation.ALTER_CONFIGS,
          AclOperation.DELETE,
          AclOperation.ALL);

  private static final Set<AclOperation> CLUSTER_BYPASS =
      EnumSet.of(
          AclOperation.ALTER,
          AclOperation.ALTER_CONFIGS,
          AclOperation.CLUSTER_ACTION,
          AclOperation.ALL);

  private AclRules() {}

  static boolean reads(AclBinding acl) {
    return acl.entry().operation() == AclOperation.READ
        || acl.entry().operation() == AclOperation.ALL;
  }

  static boolean readsOrChanges(AclBinding acl) {
    return READ_OR_CHANGE.contains(acl.entry().operation());
  }

  /** Whether who has the right can give himself every other. */
  static boolean isClusterBypass(AclBinding acl) {
    return acl.pattern().resourceType() == ResourceType.CLUSTER
        && CLUSTER_BYPASS.contains(acl.entry().operation());
  }

  static boolean isAllow(AclBinding acl) {
    return acl.entry().permissionType() == AclPermissionType.ALLOW;
  }

  static boolean isDeny(AclBinding acl) {
    return acl.entry().permissionType() == AclPermissionType.DENY;
  }

  static boolean isLiteralOn(AclBinding acl, String topic) {
    return acl.pattern().resourceType() == ResourceType.TOPIC
        && acl.pattern().patternType() == PatternType.LITERAL
        && acl.pattern().name().equals(topic);
  }

  /** Whether the ACL is one for the topic, whatever else it is for. */
  static boolean coversTopic(AclBinding acl, String topic) {
    return acl.pattern().resourceType() == ResourceType.TOPIC && covers(acl.pattern(), topic);
  }

  /** Whether the ACL is one for some group that begins with the prefix. */
  static boolean coversGroupsOf(AclBinding acl, String prefix) {
    ResourcePattern pattern = acl.pattern();
    return pattern.resourceType() == ResourceType.GROUP
        && !prefix.isEmpty()
        && (covers(pattern, prefix) || pattern.name().startsWith(prefix));
  }

  private static boolean covers(ResourcePattern pattern, String name) {
    return pattern.patternType() == PatternType.PREFIXED
        ? name.startsWith(pattern.name())
        : pattern.name().equals(name) || pattern.name().equals("*");
  }

  static boolean isFor(AclBinding acl, String principal) {
    return acl.entry().principal().equals(principal) || acl.entry().principal().equals(EVERYONE);
  }

  /** Of a DENY: unlike an ALLOW, one of READ takes nothing else away than READ. */
  static boolean denies(AclBinding acl, Set<AclOperation> operations) {
    AclOperation operation = acl.entry().operation();
    return isDeny(acl) && (operation == AclOperation.ALL || operations.contains(operation));
  }

  /** Whether a DENY keeps the principal from an operation on the topic, wherever it comes from. */
  static boolean isDenied(
      Collection<AclBinding> acls, String principal, AclOperation operation, String topic) {
    return acls.stream()
        .anyMatch(
            acl ->
                denies(acl, Set.of(operation))
                    && isFor(acl, principal)
                    && acl.entry().host().equals(EVERY_HOST)
                    && coversTopic(acl, topic));
  }

  /** What the ACL says, for a person. */
  static String sentence(AclBinding acl) {
    String host = acl.entry().host();
    return "%s %s %s on %s %s (%s)%s"
        .formatted(
            printable(acl.entry().principal()),
            isDeny(acl) ? "may not" : "may",
            acl.entry().operation(),
            acl.pattern().resourceType().name().toLowerCase(Locale.ROOT),
            acl.pattern().name(),
            acl.pattern().patternType(),
            host.equals(EVERY_HOST) ? "" : " from host " + printable(host));
  }

  /** Whoever may write ACLs chooses these words: they must not change what a terminal shows. */
  static String printable(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
