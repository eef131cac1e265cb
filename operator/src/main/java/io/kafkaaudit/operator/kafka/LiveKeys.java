package io.kafkaaudit.operator.kafka;

import java.util.Set;
import java.util.TreeSet;

/**
 * What Kafka has of the keys of one audit log, whoever made it. ACLs on the topic are not in it:
 * {@link AclPlan} reads them, and takes those away that no granted key needs.
 *
 * @param users key ids that are SCRAM users
 * @param groups key ids that some ACL on groups names
 */
public record LiveKeys(Set<String> users, Set<String> groups) {

  /** Copies. */
  public LiveKeys {
    users = Set.copyOf(users);
    groups = Set.copyOf(groups);
  }

  /** The same but for one key, such as the writer key. */
  public LiveKeys without(String keyId) {
    return new LiveKeys(without(users, keyId), without(groups, keyId));
  }

  private static Set<String> without(Set<String> ids, String id) {
    Set<String> others = new TreeSet<>(ids);
    others.remove(id);
    return others;
  }

  /** Every key id, sorted. */
  public Set<String> all() {
    Set<String> all = new TreeSet<>(users);
    all.addAll(groups);
    return all;
  }
}
