package io.kafkaaudit.operator.kafka;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** Keys in Kafka: SCRAM users, their ACLs on groups, and what single brokers know of them. */
final class KeyAdmin {
  private static final int SCRAM_ITERATIONS = 8192;
  private static final Duration LONGEST_PROBE = Duration.ofSeconds(10);

  /** Brokers that are slower than this are named, and asked again later. */
  private static final Duration LONGEST_QUESTION = Duration.ofSeconds(5);

  private static final String USER = "User:";

  private final Admin admin;
  private final AdminCalls calls;
  private final String bootstrapServers;

  /**
   * With an admin that stays the caller's.
   *
   * @param bootstrapServers the admin's own
   */
  KeyAdmin(Admin admin, AdminCalls calls, String bootstrapServers) {
    this.admin = admin;
    this.calls = calls;
    this.bootstrapServers = bootstrapServers;
  }

  LiveKeys keys(String keyPrefix) {
    // All that the operator makes are PREFIXED; Kafka has no filter for the beginning of a name.
    AclBindingFilter groups =
        new AclBindingFilter(
            new ResourcePatternFilter(ResourceType.GROUP, null, PatternType.PREFIXED),
            new AccessControlEntryFilter(null, null, AclOperation.ANY, AclPermissionType.ALLOW));
    return new LiveKeys(
        calls.get("reading SCRAM users", admin.describeUserScramCredentials().users()).stream()
            .filter(user -> KeyIds.isKeyOf(keyPrefix, user))
            .collect(Collectors.toSet()),
        calls.get("reading ACLs on groups", admin.describeAcls(groups).values()).stream()
            .map(acl -> acl.entry().principal())
            .filter(principal -> principal.startsWith(USER))
            .map(principal -> principal.substring(USER.length()))
            .filter(user -> KeyIds.isKeyOf(keyPrefix, user))
            .collect(Collectors.toSet()));
  }

  void allowGroups(String keyId, String groupPrefix) {
    ResourcePattern groups =
        new ResourcePattern(ResourceType.GROUP, groupPrefix, PatternType.PREFIXED);
    List<AclBinding> acls = new ArrayList<>();
    for (AclOperation operation : List.of(AclOperation.READ, AclOperation.DESCRIBE)) {
      acls.add(
          new AclBinding(
              groups,
              new AccessControlEntry(USER + keyId, "*", operation, AclPermissionType.ALLOW)));
    }
    calls.get("creating the group's ACL", admin.createAcls(acls).all());
  }

  void denyGroups(String keyId) {
    AclBindingFilter filter =
        new AclBindingFilter(
            new ResourcePatternFilter(ResourceType.GROUP, null, PatternType.ANY),
            new AccessControlEntryFilter(
                USER + keyId, null, AclOperation.ANY, AclPermissionType.ALLOW));
    calls.get("deleting the group's ACL", admin.deleteAcls(Set.of(filter)).all());
  }

  void upsertKey(String keyId, String password) {
    ScramCredentialInfo info =
        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
    calls.get(
        "making SCRAM user " + keyId,
        admin
            .alterUserScramCredentials(
                List.of(new UserScramCredentialUpsertion(keyId, info, password)))
            .all());
  }

  void deleteKey(String keyId) {
    calls.unless(
        ResourceNotFoundException.class,
        "deleting SCRAM user " + keyId,
        admin
            .alterUserScramCredentials(
                List.of(new UserScramCredentialDeletion(keyId, ScramMechanism.SCRAM_SHA_512)))
            .all());
  }

  List<String> brokers() {
    return calls.get("reading the brokers", admin.describeCluster().nodes()).stream()
        .map(node -> node.host() + ":" + node.port())
        .sorted()
        .toList();
  }

  Map<String, String> probe(ClientConfigFiles key, String topic) {
    Map<String, String> refused = new TreeMap<>();
    look(key, probe(key, LONGEST_PROBE), topic)
        .forEach(
            (broker, failure) ->
                failure.ifPresent(f -> refused.put(address(broker), f.reason().name())));
    return refused;
  }

  KnownAt knowing(String keyId, ClientConfigFiles guide, String topic) {
    BrokerProbe probe = probe(guide, LONGEST_QUESTION);
    Set<String> knowing = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    look(guide, probe, topic)
        .forEach(
            (broker, failure) -> {
              if (failure.filter(KeyAdmin::isUnreachable).isPresent()) {
                silent.add(address(broker));
                return;
              }
              try {
                if (probe.knows(broker, keyId)) {
                  knowing.add(address(broker));
                }
              } catch (KafkaFailure e) {
                if (!isUnreachable(e)) {
                  throw e;
                }
                silent.add(address(broker));
              }
            });
    return new KnownAt(knowing, silent);
  }

  private static boolean isUnreachable(KafkaFailure failure) {
    return failure.reason() == KafkaFailure.Reason.DestinationUnreachable;
  }

  /**
   * Looks at every broker of the key's listener. What the listener answers leads to the brokers
   * behind it; where the key may not log in, the admin knows them if it uses the same listener.
   */
  private Map<InetSocketAddress, Optional<KafkaFailure>> look(
      ClientConfigFiles key, BrokerProbe probe, String topic) {
    Map<String, InetSocketAddress> asked = new TreeMap<>();
    Map<InetSocketAddress, Optional<KafkaFailure>> seen = new LinkedHashMap<>();
    Deque<InetSocketAddress> waiting =
        new ArrayDeque<>(BrokerProbe.addresses(key.bootstrapServers()));
    if (key.bootstrapServers().equals(bootstrapServers)) {
      waiting.addAll(BrokerProbe.addresses(String.join(",", brokers())));
    }
    while (!waiting.isEmpty()) {
      InetSocketAddress broker = waiting.remove();
      if (asked.putIfAbsent(address(broker), broker) == null) {
        seen.put(broker, failure(() -> probe.look(broker, topic), waiting));
      }
    }
    return seen;
  }

  private static Optional<KafkaFailure> failure(
      Supplier<List<InetSocketAddress>> look, Collection<InetSocketAddress> found) {
    try {
      found.addAll(look.get());
      return Optional.empty();
    } catch (KafkaFailure e) {
      return Optional.of(e);
    }
  }

  private BrokerProbe probe(ClientConfigFiles key, Duration longest) {
    Duration timeout = Duration.ofMillis(calls.timeoutMillis());
    return new BrokerProbe(
        new HashMap<>(key.properties()), timeout.compareTo(longest) < 0 ? timeout : longest);
  }

  private static String address(InetSocketAddress broker) {
    return broker.getHostString() + ":" + broker.getPort();
  }
}
