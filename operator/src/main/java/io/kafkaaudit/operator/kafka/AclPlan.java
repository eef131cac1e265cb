package io.kafkaaudit.operator.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
 * @param sweep recorded DENYs that are not needed and not seen: they are deleted all the same, for
 *     the broker that was asked may lag, and nobody is told
 * @param findings what stays
 */
public record AclPlan(
    List<AclBinding> create,
    List<AclBinding> delete,
    List<AclBinding> sweep,
    AclFindings findings) {

  /** More are not made, for each is recorded, and a record must fit into a Secret. */
  static final int MOST_DENIALS = 1_000;

  /** Nor for principals with longer names. */
  static final int LONGEST_PRINCIPAL = 255;

  /** Copies. */
  public AclPlan {
    create = List.copyOf(create);
    delete = List.copyOf(delete);
    sweep = List.copyOf(sweep);
  }

  /**
   * Who may have access.
   *
   * @param admin principal of the operator's own admin; null: it is not known, and then nothing of
   *     others is removed, for it could be the admin's own
   * @param keyPrefix what key ids of this audit log begin with
   * @param writerKey id of the writer key
   * @param readers ids of granted keys, and what each one's groups begin with; empty: not known
   * @param enforce whether foreign grants are removed, or only reported
   */
  public record Access(
      String topic,
      @Nullable String admin,
      String keyPrefix,
      String writerKey,
      Map<String, String> readers,
      boolean enforce) {

    /** Copies. */
    public Access {
      readers = Map.copyOf(readers);
    }

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
              && readers.containsKey(principal.substring("User:".length())));
    }
  }

  /**
   * The plan for the ACLs that Kafka has now.
   *
   * @param recorded DENYs that the operator made, or was about to make; no other is removed
   */
  public static AclPlan of(Access access, Set<Denial> recorded, Collection<AclBinding> actual) {
    Set<AclBinding> wanted = wanted(access);
    Set<AclBinding> denials = new LinkedHashSet<>();
    Set<AclBinding> delete = new LinkedHashSet<>();
    Set<String> foreign = new LinkedHashSet<>();
    Set<String> toEveryone = new LinkedHashSet<>();
    Set<String> bypass = new TreeSet<>();
    List<AclBinding> others = actual.stream().filter(AclRules::isDeny).toList();
    for (AclBinding acl : actual) {
      String principal = acl.entry().principal();
      if (!AclRules.isAllow(acl) || wanted.contains(acl)) {
        continue;
      }
      if (AclRules.isClusterBypass(acl)) {
        bypass.add(principal);
        continue;
      }
      for (String topic : access.topics()) {
        boolean literal = AclRules.isLiteralOn(acl, topic);
        if (access.isOurs(principal) && literal) {
          delete.add(acl); // a key that was revoked, or that nobody was granted
          continue;
        }
        if (!AclRules.coversTopic(acl, topic) || !AclRules.readsOrChanges(acl)) {
          continue;
        }
        if (principal.equals(AclRules.EVERYONE)) {
          toEveryone.add(AclRules.sentence(acl));
        } else if (!access.isTrusted(principal)) {
          List<AclBinding> against =
              Denial.against(acl, topic).stream().map(Denial::toAcl).toList();
          if (access.mayRemove() && literal) {
            delete.add(acl);
          } else if (!access.mayRemove()
              || denials.size() + against.size() > MOST_DENIALS
              || principal.length() > LONGEST_PRINCIPAL) {
            foreign.add(AclRules.sentence(acl));
            bypass.add(principal);
          } else {
            denials.addAll(against);
            if (AclRules.reads(acl)
                && !AclRules.isDenied(others, principal, AclOperation.READ, topic)) {
              foreign.add(AclRules.sentence(acl));
              bypass.add(principal);
            }
          }
        }
      }
    }
    wanted.addAll(denials);
    Set<AclBinding> present = new HashSet<>(actual);
    Set<AclBinding> own = ownDenials(access, recorded);
    Set<AclBinding> sweep = new LinkedHashSet<>();
    if (toEveryone.isEmpty()) { // or the removal of a DENY would give what everyone is given
      own.stream()
          .filter(acl -> !wanted.contains(acl))
          .forEach(acl -> (present.contains(acl) ? delete : sweep).add(acl));
    }
    List<AclBinding> create = wanted.stream().filter(acl -> !present.contains(acl)).toList();
    List<ForeignAcl> unrecorded =
        actual.stream()
            .filter(acl -> !own.contains(acl) && !access.isTrusted(acl.entry().principal()))
            .filter(acl -> Denial.of(acl, access.topics()).isPresent())
            .map(ForeignAcl::new)
            .toList();
    return new AclPlan(
        create,
        List.copyOf(delete),
        List.copyOf(sweep),
        new AclFindings(
            List.copyOf(foreign),
            List.copyOf(toEveryone),
            List.copyOf(bypass),
            AclFindings.keyDenials(access, others),
            unrecorded));
  }

  /** Nothing but what the operator itself once made goes, whatever grants others have. */
  public AclPlan removing(Access access, Set<Denial> recorded) {
    Set<AclBinding> rest = ownDenials(access, recorded);
    delete.forEach(rest::remove);
    return new AclPlan(List.of(), delete, List.copyOf(rest), findings);
  }

  /** A record may be anybody's text: it gives no right over other ACLs than those we make. */
  private static Set<AclBinding> ownDenials(Access access, Set<Denial> recorded) {
    Set<AclBinding> own = new LinkedHashSet<>();
    recorded.stream()
        .filter(denial -> denial.isPossibleFor(access.topics()))
        .map(Denial::toAcl)
        .forEach(own::add);
    return own;
  }

  /** Whether nothing has to be done. */
  public boolean isDone() {
    return create.isEmpty() && delete.isEmpty() && sweep.isEmpty();
  }

  /**
   * The record before the plan is carried out: what it is going to deny stands in it already.
   *
   * @param recorded until now
   */
  public Set<Denial> recordBefore(Access access, Set<Denial> recorded) {
    Set<Denial> all = new LinkedHashSet<>(recorded);
    create.stream().flatMap(acl -> Denial.of(acl, access.topics()).stream()).forEach(all::add);
    return all;
  }

  /** The record when the plan was carried out: what it took back does not stand in it any more. */
  public Set<Denial> recordAfter(Access access, Set<Denial> recorded) {
    Set<Denial> rest = recordBefore(access, recorded);
    rest.removeIf(denial -> !denial.isPossibleFor(access.topics()));
    Stream.concat(delete.stream(), sweep.stream())
        .flatMap(acl -> Denial.of(acl, access.topics()).stream())
        .forEach(rest::remove);
    return rest;
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
      String principal = acl.entry().principal();
      if (AclRules.isDeny(acl)
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
        sweep,
        findings);
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
    String says = AclRules.isDeny(acl) ? "may not" : "may";
    return "%s %s %s on topic %s"
        .formatted(acl.entry().principal(), says, acl.entry().operation(), acl.pattern().name());
  }

  private static Set<AclBinding> wanted(Access access) {
    Set<AclBinding> wanted = new LinkedHashSet<>();
    for (String topic : access.topics()) {
      wanted.add(allow("User:" + access.writerKey(), AclOperation.WRITE, topic));
      wanted.add(allow("User:" + access.writerKey(), AclOperation.DESCRIBE, topic));
    }
    for (String key : new TreeSet<>(access.readers().keySet())) {
      wanted.add(allow("User:" + key, AclOperation.READ, access.topic()));
      wanted.add(allow("User:" + key, AclOperation.DESCRIBE, access.topic()));
    }
    return wanted;
  }

  private static AclBinding allow(String principal, AclOperation operation, String topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry(principal, AclRules.EVERY_HOST, operation, AclPermissionType.ALLOW));
  }
}
