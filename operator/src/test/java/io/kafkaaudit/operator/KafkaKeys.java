package io.kafkaaudit.operator;

import io.kafkaaudit.operator.kafka.KeyIds;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** Keys as Kafka itself lists them, and what others than the operator do to them. */
record KafkaKeys(Admin root) {

  /** SCRAM users that are keys of the topic, the writer's among them. */
  Set<String> users(String topic) {
    String prefix = prefix(topic);
    return get(root.describeUserScramCredentials().all()).keySet().stream()
        .filter(user -> KeyIds.isKeyOf(prefix, user))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Keys of the topic that an ACL names, whatever it is on. */
  Set<String> principals(String topic) {
    String prefix = prefix(topic);
    return get(root.describeAcls(AclBindingFilter.ANY).values()).stream()
        .map(acl -> acl.entry().principal().substring("User:".length()))
        .filter(user -> KeyIds.isKeyOf(prefix, user))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The most keys beside the writer that were listed at one moment of the scenario. */
  int mostWhile(String topic, String writer, Runnable scenario)
      throws ExecutionException, InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> most =
        CompletableFuture.supplyAsync(
            () -> {
              int seen = 0;
              do {
                Set<String> live = users(topic);
                live.remove(writer);
                seen = Math.max(seen, live.size());
              } while (!over.get());
              return seen;
            });
    try {
      scenario.run();
    } finally {
      over.set(true);
    }
    return most.get();
  }

  void makeUser(String name) {
    ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    get(
        root.alterUserScramCredentials(
                List.of(new UserScramCredentialUpsertion(name, info, "by-hand")))
            .all());
  }

  void removeUser(String name) {
    get(
        root.alterUserScramCredentials(
                List.of(new UserScramCredentialDeletion(name, ScramMechanism.SCRAM_SHA_512)))
            .all());
  }

  void allowRead(ResourceType type, PatternType pattern, String name, String user) {
    AccessControlEntry entry =
        new AccessControlEntry("User:" + user, "*", AclOperation.READ, AclPermissionType.ALLOW);
    get(
        root.createAcls(List.of(new AclBinding(new ResourcePattern(type, name, pattern), entry)))
            .all());
  }

  int groupAcls(String user) {
    return get(root.describeAcls(groups(user)).values()).size();
  }

  void removeGroupAcls(String user) {
    get(root.deleteAcls(List.of(groups(user))).all());
  }

  private static AclBindingFilter groups(String user) {
    return new AclBindingFilter(
        new ResourcePatternFilter(ResourceType.GROUP, null, PatternType.ANY),
        new AccessControlEntryFilter(
            "User:" + user, null, AclOperation.ANY, AclPermissionType.ANY));
  }

  private String prefix(String topic) {
    return KeyIds.prefix(get(root.describeCluster().clusterId()), topic);
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("Kafka did not do it", e);
    }
  }
}
