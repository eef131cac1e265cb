package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.webhook.AgentVolumes;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ConfigMaps with the jar, one of the present revision in each namespace with AuditLogs. While
 * there is an AuditLog a finalizer keeps them for pods that refer to them, whoever deletes them: a
 * pod that restarts needs its jar. With the last AuditLog of the namespace the finalizer goes, so
 * that nothing is ever stuck for want of an operator. Thread-safe.
 */
public final class AgentJars {
  private static final String FINALIZER = "kafkaaudit.io/agent-jar";

  /** The finalizer has a manager of its own, so that it can go without naming anything else. */
  private static final PatchContext GUARD =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("kafka-audit-operator-guard")
          .withForce(true)
          .build();

  /** Half a megabyte each time: what was seen is believed for so long. */
  private static final Duration BELIEVED = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final AgentJar jar;
  private final Clock clock;
  private final Map<String, Instant> seen = new ConcurrentHashMap<>();
  private final Map<String, Object> locks = new ConcurrentHashMap<>();

  /** Names of ConfigMaps by namespace: in one that is being deleted nothing may be listed. */
  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

  /** Uids seen without need once: a pod that was admitted a moment ago may not be listed yet. */
  private final Set<String> idle = ConcurrentHashMap.newKeySet();

  public AgentJars(KubernetesClient client, AgentJar jar, Clock clock) {
    this.client = client;
    this.jar = jar;
    this.clock = clock;
  }

  public AgentJar jar() {
    return jar;
  }

  /**
   * Makes sure that pods of the namespace can mount the jar, and takes away older ones that no pod
   * needs any more.
   *
   * @throws StepFailure when something else has its name
   */
  void ensure(String namespace) {
    Instant now = clock.instant();
    Instant before = seen.get(namespace);
    if (before != null && now.isBefore(before.plus(BELIEVED))) {
      return;
    }
    synchronized (locks.computeIfAbsent(namespace, any -> new Object())) {
      look(namespace);
    }
    seen.put(namespace, now);
  }

  private void look(String namespace) {
    boolean there = false;
    for (ConfigMap present : all(namespace)) {
      boolean current = present.getMetadata().getName().equals(jar.configMapName());
      if (!current) {
        retire(present);
      } else if (present.getMetadata().getDeletionTimestamp() != null) {
        there = !letGo(present); // a pod can still mount it
      } else {
        check(present);
        there = true;
      }
    }
    if (!there) {
      create(namespace);
    }
  }

  /** Called with the last AuditLog of the namespace: what a pod refers to stays, unguarded. */
  void release(String namespace) {
    seen.remove(namespace);
    try {
      for (ConfigMap present : all(namespace)) {
        unguard(present);
        if (!isMounted(present)) {
          client.resource(present).delete();
        }
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      // The namespace is being deleted, and our rights in it went first: let go by name.
      for (String name : known.getOrDefault(namespace, Set.of(jar.configMapName()))) {
        guard(namespace, name, null, false);
      }
    }
    known.remove(namespace);
  }

  private List<ConfigMap> all(String namespace) {
    List<ConfigMap> all =
        client
            .configMaps()
            .inNamespace(namespace)
            .withLabel(Labels.ROLE, Labels.AGENT_JAR)
            .list()
            .getItems();
    Set<String> names = new HashSet<>(Set.of(jar.configMapName()));
    all.forEach(present -> names.add(present.getMetadata().getName()));
    known.put(namespace, names);
    return all;
  }

  private void create(String namespace) {
    ConfigMap taken =
        client.configMaps().inNamespace(namespace).withName(jar.configMapName()).get();
    if (taken != null) {
      throw conflict(); // without our label
    }
    client.resource(jar.configMap(namespace)).create();
    guard(namespace, jar.configMapName(), null, true);
  }

  private void check(ConfigMap present) {
    if (!jar.isIn(present)) {
      throw conflict();
    }
    if (!present.getMetadata().getFinalizers().contains(FINALIZER)) {
      guard(namespace(present), jar.configMapName(), present.getMetadata().getUid(), true);
    }
  }

  private StepFailure conflict() {
    return new StepFailure(
        Reason.ObjectConflict,
        "ConfigMap "
            + jar.configMapName()
            + " should hold the agent's jar and holds something else: delete it");
  }

  /** One that somebody deleted; returns whether it is gone. */
  private boolean letGo(ConfigMap deleted) {
    if (isMounted(deleted)) {
      return false;
    }
    unguard(deleted);
    return true;
  }

  /** One of another revision, deleted or not. */
  private void retire(ConfigMap older) {
    String uid = older.getMetadata().getUid();
    if (isMounted(older)) {
      idle.remove(uid);
    } else if (!idle.add(uid)) {
      idle.remove(uid);
      unguard(older);
      client.resource(older).delete();
    }
  }

  private void unguard(ConfigMap present) {
    if (present.getMetadata().getFinalizers().contains(FINALIZER)) {
      String name = present.getMetadata().getName();
      guard(namespace(present), name, present.getMetadata().getUid(), false);
    }
  }

  /**
   * Puts the finalizer on a ConfigMap, or takes it away.
   *
   * @param uid which one it must be; null: whatever has the name
   */
  private void guard(String namespace, String name, @Nullable String uid, boolean on) {
    ConfigMap wanted =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .withUid(uid)
            .withFinalizers(on ? List.of(FINALIZER) : List.of())
            .endMetadata()
            .build();
    try {
      client.resource(wanted).patch(GUARD);
    } catch (KubernetesClientException e) {
      boolean gone =
          e.getCode() == HttpURLConnection.HTTP_CONFLICT
              || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
              || (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN && uid == null && !on);
      if (!gone) {
        throw e;
      }
    }
  }

  private static String namespace(ConfigMap present) {
    return present.getMetadata().getNamespace();
  }

  private boolean isMounted(ConfigMap configMap) {
    List<Pod> pods = client.pods().inNamespace(namespace(configMap)).list().getItems();
    return pods.stream()
        .filter(pod -> !InjectionReport.isOver(pod))
        .anyMatch(pod -> AgentVolumes.refersTo(pod, configMap.getMetadata().getName()));
  }
}
