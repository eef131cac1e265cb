package io.kafkaaudit.operator.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What ACLs of others do to the audit topics, which the operator leaves as it is.
 *
 * @param foreign grants of others that stay, each as a sentence for a person
 * @param toEveryone grants to {@code User:*}, which is never taken away from somebody's cluster
 * @param bypass principals that can read or change the audit topics all the same, sorted
 * @param keyDenials that keep the writer key or granted keys from their work
 * @param unrecorded like those that the operator makes, but not known to be its own
 */
public record AclFindings(
    List<String> foreign,
    List<String> toEveryone,
    List<String> bypass,
    List<KeyDenial> keyDenials,
    List<ForeignAcl> unrecorded) {

  private static final Set<AclOperation> READER = Set.of(AclOperation.READ, AclOperation.DESCRIBE);
  private static final Set<AclOperation> WRITER = Set.of(AclOperation.WRITE, AclOperation.DESCRIBE);

  /** Copies. */
  public AclFindings {
    foreign = List.copyOf(foreign);
    toEveryone = List.copyOf(toEveryone);
    bypass = List.copyOf(bypass);
    keyDenials = List.copyOf(keyDenials);
    unrecorded = List.copyOf(unrecorded);
  }

  /**
   * A DENY that takes from keys what they are for.
   *
   * @param keys their ids, sorted
   */
  public record KeyDenial(ForeignAcl acl, List<String> keys) {
    /** Copies. */
    public KeyDenial {
      keys = List.copyOf(keys);
    }
  }

  /** By the rule of Kafka's authorizer that a DENY wins, whatever grants there are. */
  static List<KeyDenial> keyDenials(AclPlan.Access access, Collection<AclBinding> denials) {
    List<KeyDenial> found = new ArrayList<>();
    for (AclBinding acl : denials) {
      Set<String> keys = new TreeSet<>();
      if (AclRules.denies(acl, WRITER)
          && AclRules.isFor(acl, "User:" + access.writerKey())
          && access.topics().stream().anyMatch(topic -> AclRules.coversTopic(acl, topic))) {
        keys.add(access.writerKey());
      }
      for (Map.Entry<String, String> reader : access.readers().entrySet()) {
        if (AclRules.denies(acl, READER)
            && AclRules.isFor(acl, "User:" + reader.getKey())
            && (AclRules.coversTopic(acl, access.topic())
                || AclRules.coversGroupsOf(acl, reader.getValue()))) {
          keys.add(reader.getKey());
        }
      }
      if (!keys.isEmpty()) {
        found.add(new KeyDenial(new ForeignAcl(acl), List.copyOf(keys)));
      }
    }
    return found;
  }
}
