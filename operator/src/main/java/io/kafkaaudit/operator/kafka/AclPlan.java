package io.kafkaaudit.operator.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done so that exactly the writer key and the live keys have access to the audit
 * topics. Pure.
 *
 * @param create ACLs that are missing
 * @param delete ACLs that must go
 * @param foreign grants of others that stay, each as a sentence for a person
 * @param toEveryone grants to {@code User:*}, which is never taken away from somebody's cluster
 * @param bypass principals that can read or change the audit topics all the same, sorted
 */
public record AclPlan(
    List<AclBinding> create,
    List<AclBinding> delete,
    List<String> foreign,
    List<String> toEveryone,
    List<String> bypass) {

  private static final String EVERYONE = "User:*";

  /**
   * What a DENY is written for. READ is not among them: a DENY of it would outlive its reason
   * unseen.
   */
  private static final Set<AclOperation> DENIABLE =
      EnumSet.of(
          AclOperation.WRITE, AclOperation.ALTER, AclOperation.ALTER_CONFIGS, AclOperation.DELETE);

  private static final Set<AclOperation> TELLING =
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

  /**
   * Who may have access.
   *
   * @param admin principal of the operator's own admin; null: it is not known, and then nothing of
   *     others is removed, for it could be the admin's own
   * @param keyPrefix what key ids of this audit log begin with
   * @param writerKey id of the writer key
   * @param liveKeys ids of granted keys
   * @param enforce whether foreign grants are removed, or only reported
   */
  public record Access(
      String topic,
      @Nullable String admin,
      String keyPrefix,
      String writerKey,
      Set<String> liveKeys,
      boolean enforce) {

    boolean mayRemove() {
      return enforce && admin != null;
    }

    List<String> topics() {
      return List.of(topic, topic + "-agents");
    }

    boolean isOurs(String principal) {
      return principal.startsWith("User:")
          && KeyIds.isKeyOf(keyPrefix, principal.substring("User:".length()));
    }

    boolean isTrusted(String principal) {
      return principal.equals(admin)
          || principal.equals("User:" + writerKey)
          || (principal.startsWith("User:")
              && liveKeys.contains(principal.substring("User:".length())));
    }
  }

  /** The plan for the ACLs that Kafka has now. */
  public static AclPlan of(Access access, Collection<AclBinding> actual) {
    Set<AclBinding> wanted = wanted(access);
    List<AclBinding> delete = new ArrayList<>();
    List<String> foreign = new ArrayList<>();
    List<String> toEveryone = new ArrayList<>();
    Set<String> bypass = new TreeSet<>();
    for (AclBinding acl : actual) {
      String principal = acl.entry().principal();
      if (!isAllow(acl) || wanted.contains(acl)) {
        continue;
      }
      if (isClusterBypass(acl)) {
        bypass.add(principal);
        continue;
      }
      for (String topic : access.topics()) {
        boolean literal = isLiteral(acl, topic);
        if (access.isOurs(principal) && literal) {
          delete.add(acl); // a key that was revoked, or that nobody was granted
          continue;
        }
        if (!covers(acl, topic) || !TELLING.contains(acl.entry().operation())) {
          continue;
        }
        if (principal.equals(EVERYONE)) {
          toEveryone.add(sentence(acl));
        } else if (!access.isTrusted(principal)) {
          if (!access.mayRemove()) {
            foreign.add(sentence(acl));
            bypass.add(principal);
          } else if (literal) {
            delete.add(acl);
          } else {
            denials(acl, topic).forEach(wanted::add);
            if (reads(acl)) {
              foreign.add(sentence(acl));
              bypass.add(principal);
            }
          }
        }
      }
    }
    actual.stream()
        .filter(acl -> isOurDenial(access, acl) && !wanted.contains(acl))
        .filter(acl -> toEveryone.isEmpty()) // or its removal would give what everyone is given
        .forEach(delete::add);
    List<AclBinding> create = new ArrayList<>(wanted);
    create.removeAll(Set.copyOf(actual));
    return new AclPlan(
        List.copyOf(create),
        List.copyOf(new LinkedHashSet<>(delete)),
        List.copyOf(new LinkedHashSet<>(foreign)),
        List.copyOf(new LinkedHashSet<>(toEveryone)),
        List.copyOf(bypass));
  }

  /** Whether nothing has to be done. */
  public boolean isDone() {
    return create.isEmpty() && delete.isEmpty();
  }

  /**
   * What of the plan repairs drift, that is, what somebody else changed; each a sentence, which
   * names it to {@link #without} too.
   *
   * @param access that the plan is of
   * @param settled ids of keys whose ACLs were complete before
   */
  public List<String> repairs(Access access, Set<String> settled) {
    List<String> repairs = new ArrayList<>();
    for (AclBinding acl : create) {
      boolean denial = acl.entry().permissionType() == AclPermissionType.DENY;
      String principal = acl.entry().principal();
      if (denial
          || (principal.startsWith("User:")
              && settled.contains(principal.substring("User:".length())))) {
        repairs.add(created(acl));
      }
    }
    for (AclBinding acl : delete) {
      if (!access.isOurs(acl.entry().principal())) {
        repairs.add(removed(acl));
      }
    }
    return List.copyOf(repairs);
  }

  /** The plan without these repairs. */
  public AclPlan without(Collection<String> repairs) {
    return new AclPlan(
        create.stream().filter(acl -> !repairs.contains(created(acl))).toList(),
        delete.stream().filter(acl -> !repairs.contains(removed(acl))).toList(),
        foreign,
        toEveryone,
        bypass);
  }

  /** Everything that the plan does, in the words of {@link #repairs}. */
  public List<String> changes() {
    List<String> changes = new ArrayList<>();
    create.forEach(acl -> changes.add(created(acl)));
    delete.forEach(acl -> changes.add(removed(acl)));
    return List.copyOf(changes);
  }

  private static String created(AclBinding acl) {
    return "ACL restored: " + rule(acl);
  }

  private static String removed(AclBinding acl) {
    return "ACL removed: " + rule(acl);
  }

  private static String rule(AclBinding acl) {
    String says = acl.entry().permissionType() == AclPermissionType.DENY ? "may not" : "may";
    return "%s %s %s on topic %s"
        .formatted(acl.entry().principal(), says, acl.entry().operation(), acl.pattern().name());
  }

  private static Set<AclBinding> wanted(Access access) {
    Set<AclBinding> wanted = new LinkedHashSet<>();
    for (String topic : access.topics()) {
      wanted.add(allow("User:" + access.writerKey(), AclOperation.WRITE, topic));
      wanted.add(allow("User:" + access.writerKey(), AclOperation.DESCRIBE, topic));
    }
    for (String key : new TreeSet<>(access.liveKeys())) {
      wanted.add(allow("User:" + key, AclOperation.READ, access.topic()));
      wanted.add(allow("User:" + key, AclOperation.DESCRIBE, access.topic()));
    }
    return wanted;
  }

  /** ALL is denied operation by operation, so that what a DENY takes away can be read off it. */
  private static List<AclBinding> denials(AclBinding grant, String topic) {
    AclOperation operation = grant.entry().operation();
    return DENIABLE.stream()
        .filter(deniable -> operation == deniable || operation == AclOperation.ALL)
        .map(deniable -> acl(grant.entry().principal(), deniable, AclPermissionType.DENY, topic))
        .toList();
  }

  private static boolean isOurDenial(Access access, AclBinding acl) {
    return acl.entry().permissionType() == AclPermissionType.DENY
        && acl.entry().host().equals("*")
        && !acl.entry().principal().equals(EVERYONE) // never one of ours
        && DENIABLE.contains(acl.entry().operation())
        && access.topics().stream().anyMatch(topic -> isLiteral(acl, topic));
  }

  private static boolean reads(AclBinding acl) {
    return acl.entry().operation() == AclOperation.READ
        || acl.entry().operation() == AclOperation.ALL;
  }

  private static boolean isAllow(AclBinding acl) {
    return acl.entry().permissionType() == AclPermissionType.ALLOW;
  }

  private static boolean isClusterBypass(AclBinding acl) {
    return acl.pattern().resourceType() == ResourceType.CLUSTER
        && CLUSTER_BYPASS.contains(acl.entry().operation());
  }

  private static boolean isLiteral(AclBinding acl, String topic) {
    return acl.pattern().resourceType() == ResourceType.TOPIC
        && acl.pattern().patternType() == PatternType.LITERAL
        && acl.pattern().name().equals(topic);
  }

  private static boolean covers(AclBinding acl, String topic) {
    ResourcePattern pattern = acl.pattern();
    return pattern.resourceType() == ResourceType.TOPIC
        && (pattern.patternType() == PatternType.PREFIXED
            ? topic.startsWith(pattern.name())
            : pattern.name().equals(topic) || pattern.name().equals("*"));
  }

  private static String sentence(AclBinding acl) {
    return "%s may %s on topic %s (%s)"
        .formatted(
            acl.entry().principal(),
            acl.entry().operation(),
            acl.pattern().name(),
            acl.pattern().patternType());
  }

  private static AclBinding allow(String principal, AclOperation operation, String topic) {
    return acl(principal, operation, AclPermissionType.ALLOW, topic);
  }

  private static AclBinding acl(
      String principal, AclOperation operation, AclPermissionType permission, String topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry(principal, "*", operation, permission));
  }
}
