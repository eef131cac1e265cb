package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.webhook.AgentVolumes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ConfigMaps with the jar, one of the present revision in each namespace with AuditLogs. While
 * there is an AuditLog a finalizer keeps them for pods that refer to them, whoever deletes them: a
 * pod that restarts needs its jar. With the last AuditLog of the namespace the finalizer goes, so
 * that nothing is ever stuck for want of an operator. Thread-safe.
 */
public final class AgentJars {
  private static final String FINALIZER = "kafkaaudit.io/agent-jar";

  /** Half a megabyte each time: what was seen is believed for so long. */
  private static final Duration BELIEVED = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final AgentJar jar;
  private final Clock clock;
  private final Map<String, Instant> seen = new ConcurrentHashMap<>();
  private final Map<String, Object> locks = new ConcurrentHashMap<>();

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
      if (present.getMetadata().getDeletionTimestamp() != null) {
        there |= current && !letGo(present); // a pod can still mount it
      } else if (current) {
        check(present);
        there = true;
      } else {
        retire(present);
      }
    }
    if (!there) {
      create(namespace);
    }
  }

  /** Called with the last AuditLog of the namespace: what a pod refers to stays, unguarded. */
  void release(String namespace) {
    seen.remove(namespace);
    for (ConfigMap present : all(namespace)) {
      unguard(present);
      if (!isMounted(present)) {
        client.resource(present).delete();
      }
    }
  }

  private List<ConfigMap> all(String namespace) {
    return client
        .configMaps()
        .inNamespace(namespace)
        .withLabel(Labels.ROLE, Labels.AGENT_JAR)
        .list()
        .getItems();
  }

  private void create(String namespace) {
    ConfigMap taken =
        client.configMaps().inNamespace(namespace).withName(jar.configMapName()).get();
    if (taken != null) {
      throw conflict(); // without our label
    }
    client
        .resource(
            new ConfigMapBuilder(jar.configMap(namespace))
                .editMetadata()
                .addToFinalizers(FINALIZER)
                .endMetadata()
                .build())
        .create();
  }

  private void check(ConfigMap present) {
    if (!jar.isIn(present)) {
      throw conflict();
    }
    if (!present.getMetadata().getFinalizers().contains(FINALIZER)) {
      client
          .resource(present)
          .edit(
              c ->
                  new ConfigMapBuilder(c)
                      .editMetadata()
                      .addToFinalizers(FINALIZER)
                      .endMetadata()
                      .build());
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
      client
          .resource(present)
          .edit(
              c ->
                  new ConfigMapBuilder(c)
                      .editMetadata()
                      .removeFromFinalizers(FINALIZER)
                      .endMetadata()
                      .build());
    }
  }

  private boolean isMounted(ConfigMap configMap) {
    List<Pod> pods =
        client.pods().inNamespace(configMap.getMetadata().getNamespace()).list().getItems();
    return pods.stream()
        .filter(pod -> !InjectionReport.isOver(pod))
        .anyMatch(pod -> AgentVolumes.refersTo(pod, configMap.getMetadata().getName()));
  }
}
