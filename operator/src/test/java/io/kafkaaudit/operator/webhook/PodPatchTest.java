package io.kafkaaudit.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.zjsonpatch.JsonPatch;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * InjectionDecision and PodPatch by golden files; the first AuditLog of a file is the one asked.
 */
@Tag("generated")
class PodPatchTest {
  private static final String REVISION = "0123456789ab";

  static List<Path> scenarios() {
    return Golden.scenarios("pod-patch");
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void patches(Path scenario) throws IOException {
    AuditLog[] logs =
        Golden.YAML.readValue(scenario.resolve("in-auditlogs.yaml").toFile(), AuditLog[].class);
    JsonNode pod = Golden.YAML.readTree(scenario.resolve("in-pod.yaml").toFile());
    InjectionDecision decision = decide(logs, pod);
    ArrayNode patch = patch(logs, pod);
    Golden.check(scenario, Set.of("in-auditlogs.yaml", "in-pod.yaml"), "out-patch.yaml", patch);

    JsonNode patched = JsonPatch.apply(patch, pod);
    assertThat(patch(logs, patched)).as("asked again").isEmpty();
    boolean injects = decision instanceof InjectionDecision.Inject;
    assertThat(AgentVolumes.revision(pod(patched), logs[0]).orElse("none"))
        .isEqualTo(injects ? REVISION : "none");
    assertThat(AgentVolumes.refersTo(pod(patched), AgentVolumes.jarConfigMap(REVISION)))
        .as("all or nothing")
        .isEqualTo(injects);
  }

  private static ArrayNode patch(AuditLog[] logs, JsonNode pod) {
    return PodPatch.of(pod(pod), logs[0], decide(logs, pod), REVISION);
  }

  private static InjectionDecision decide(AuditLog[] logs, JsonNode pod) {
    return InjectionDecision.of(logs[0], List.of(logs), pod(pod));
  }

  private static Pod pod(JsonNode json) {
    return Golden.YAML.convertValue(json, Pod.class);
  }
}
