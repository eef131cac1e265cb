package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.owned.Labels;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * JSON Patch (RFC 6902) of a starting pod: all of the agent's part, or the reason why not. What is
 * there already is not added again, so that the API server may ask twice. It never touches what is
 * not the agent's. Pure.
 */
final class PodPatch {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Pod pod;
  private final ArrayNode operations = JSON.createArrayNode();

  private PodPatch(Pod pod) {
    this.pod = pod;
  }

  /**
   * The patch; empty when the pod is already as decided.
   *
   * @param revision of the jar's ConfigMap
   */
  static ArrayNode of(Pod pod, AuditLog log, InjectionDecision decision, String revision) {
    PodPatch patch = new PodPatch(pod);
    if (decision instanceof InjectionDecision.Inject inject) {
      patch.inject(inject, log, revision);
    } else if (decision instanceof InjectionDecision.Skip skip) {
      patch.annotate(Map.of(skippedBy(log), skip.text()));
    }
    return patch.operations;
  }

  private static String skippedBy(AuditLog log) {
    return Labels.SKIPPED_PREFIX + log.getMetadata().getName();
  }

  private void inject(InjectionDecision.Inject decision, AuditLog log, String revision) {
    Container container = pod.getSpec().getContainers().get(decision.container());
    String path = "/spec/containers/" + decision.container();
    put(
        "/spec/volumes",
        AgentVolumes.volumes(pod),
        List.of(AgentVolumes.jar(revision), AgentVolumes.directory(log)),
        Volume::getName);
    put(
        path + "/volumeMounts",
        container.getVolumeMounts(),
        AgentVolumes.mounts(),
        VolumeMount::getName);
    put(
        path + "/env",
        container.getEnv(),
        List.of(
            new EnvVarBuilder()
                .withName(InjectionRules.VARIABLE)
                .withValue(decision.javaToolOptions())
                .build()),
        io.fabric8.kubernetes.api.model.EnvVar::getName);
    annotate(
        Map.of(Labels.AGENT_REVISION, revision, Labels.AUDIT_LOG, log.getMetadata().getName()));
    if (annotations().containsKey(skippedBy(log))) {
      add("remove", "/metadata/annotations/" + escaped(skippedBy(log)), null);
    }
  }

  /** Adds items to a list, or replaces those of the same name. */
  private <T> void put(String path, List<T> present, List<T> wanted, Function<T, String> nameOf) {
    boolean exists = !present.isEmpty();
    for (T item : wanted) {
      int index = -1;
      for (int i = 0; i < present.size(); i++) {
        if (nameOf.apply(present.get(i)).equals(nameOf.apply(item))) {
          index = i; // the last one holds
        }
      }
      if (index < 0) {
        JsonNode value = JSON.valueToTree(item);
        add("add", exists ? path + "/-" : path, exists ? value : JSON.createArrayNode().add(value));
        exists = true;
      } else if (!present.get(index).equals(item)) {
        add("replace", path + "/" + index, JSON.valueToTree(item));
      }
    }
  }

  private void annotate(Map<String, String> wanted) {
    Map<String, String> present = annotations();
    if (present.isEmpty()) {
      add("add", "/metadata/annotations", JSON.valueToTree(new java.util.TreeMap<>(wanted)));
      return;
    }
    new java.util.TreeMap<>(wanted)
        .forEach(
            (name, value) -> {
              if (!value.equals(present.get(name))) {
                add("add", "/metadata/annotations/" + escaped(name), JSON.valueToTree(value));
              }
            });
  }

  private Map<String, String> annotations() {
    Map<String, String> present = pod.getMetadata().getAnnotations();
    return present == null ? Map.of() : present;
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private void add(
      String operation, String path, @org.jspecify.annotations.Nullable JsonNode value) {
    ObjectNode node = operations.addObject().put("op", operation).put("path", path);
    if (value != null) {
      node.set("value", value);
    }
  }
}
