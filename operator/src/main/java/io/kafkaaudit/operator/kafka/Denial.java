package io.kafkaaudit.operator.kafka;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A DENY of the kind that the operator makes: for one principal at any host, one operation and one
 * topic by its exact name. The operator records each before it makes it, for nothing else tells it
 * from one that a person made.
 *
 * @param operation by Kafka's name, such as WRITE
 */
public record Denial(String principal, String operation, String topic) {
  /**
   * What a DENY is made for. READ is not among them: a DENY of it would outlive its reason unseen.
   */
  private static final Set<AclOperation> OPERATIONS =
      EnumSet.of(
          AclOperation.WRITE, AclOperation.ALTER, AclOperation.ALTER_CONFIGS, AclOperation.DELETE);

  /** Null is no value. */
  public Denial {
    if (principal == null || operation == null || topic == null) {
      throw new IllegalArgumentException("a DENY has a principal, an operation and a topic");
    }
  }

  /** Whether the operator could have made it for one of these topics. */
  boolean isPossibleFor(List<String> topics) {
    return topics.contains(topic)
        && principal.indexOf(':') > 0
        && !principal.equals(AclRules.EVERYONE)
        && OPERATIONS.stream().anyMatch(known -> known.name().equals(operation));
  }

  /** What a grant gives is denied operation by operation: what a DENY takes can be read off it. */
  static List<Denial> against(AclBinding grant, String topic) {
    AclOperation operation = grant.entry().operation();
    return OPERATIONS.stream()
        .filter(deniable -> operation == deniable || operation == AclOperation.ALL)
        .map(deniable -> new Denial(grant.entry().principal(), deniable.name(), topic))
        .toList();
  }

  /** The ACL as a DENY of this kind for one of these topics; empty: it is no such DENY. */
  static Optional<Denial> of(AclBinding acl, List<String> topics) {
    Denial denial =
        new Denial(acl.entry().principal(), acl.entry().operation().name(), acl.pattern().name());
    return denial.isPossibleFor(topics) && denial.toAcl().equals(acl)
        ? Optional.of(denial)
        : Optional.empty();
  }

  /** Only for one that {@link #isPossibleFor} some topic. */
  AclBinding toAcl() {
    AclOperation parsed =
        Arrays.stream(AclOperation.values())
            .filter(known -> known.name().equals(operation))
            .findFirst()
            .orElse(AclOperation.UNKNOWN);
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry(principal, AclRules.EVERY_HOST, parsed, AclPermissionType.DENY));
  }
}
