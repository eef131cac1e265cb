package io.kafkaaudit.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.Golden;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules between resources, by golden files: what the person who asks is told. */
@Tag("generated")
class ResourceAdmissionTest {
  record State(JsonNode request, List<AuditLog> logs, List<AuditCredential> credentials)
      implements AuditResources {
    @Override
    public Collection<AuditLog> inNamespace(String namespace) {
      return logs.stream().filter(l -> l.getMetadata().getNamespace().equals(namespace)).toList();
    }

    @Override
    public Optional<AuditLog> stored(String namespace, String name) {
      return Optional.empty();
    }
  }

  /** The watch of AuditLogs is behind: only the API server has it. */
  record Behind(State state) implements AuditResources {
    @Override
    public Collection<AuditLog> inNamespace(String namespace) {
      return List.of();
    }

    @Override
    public Collection<AuditLog> logs() {
      return List.of();
    }

    @Override
    public Collection<AuditCredential> credentials() {
      return state.credentials;
    }

    @Override
    public Optional<AuditLog> stored(String namespace, String name) {
      return state.inNamespace(namespace).stream()
          .filter(log -> log.getMetadata().getName().equals(name))
          .findFirst();
    }
  }

  record Told(String refusal, List<String> warnings) {}

  static List<Path> scenarios() {
    return Golden.scenarios("audit-resources");
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void tells(Path scenario) throws Exception {
    State state = Golden.read(scenario, State.class);
    Told told = told(state);
    Golden.check(scenario, told);
    List<AuditLog> logs = new ArrayList<>(state.logs);
    Collections.reverse(logs);
    assertThat(told(new State(state.request, logs, state.credentials)).refusal)
        .as("in another order")
        .isEqualTo(told.refusal);
  }

  private static Told told(AuditResources state, JsonNode request) throws Admission.BadReview {
    Answer answer =
        new ResourceAdmission(state, new SimpleMeterRegistry())
            .answer(ResourceAdmission.PATH, request);
    assertThat(answer.patch()).isEmpty();
    return new Told(answer.refusal(), answer.warnings());
  }

  private static Told told(State state) throws Admission.BadReview {
    return told(state, state.request);
  }

  /** As when one file has both: nobody is told that an AuditLog is missing that is there. */
  @Test
  void anAuditLogThatWasCreatedJustBeforeIsNotMissed() throws Exception {
    for (Path scenario : scenarios()) {
      State state = Golden.read(scenario, State.class);
      if (state.request.at("/resource/resource").asText().equals("auditcredentials")
          && state.logs.size() == 1) {
        assertThat(told(new Behind(state), state.request))
            .as("%s", scenario)
            .isEqualTo(told(state));
      }
    }
  }

  @Test
  void warningsAreFewAndShort() throws Exception {
    State one =
        Golden.read(
            Path.of(
                "src/test/resources/golden/audit-resources/credential-with-the-secret-of-another"),
            State.class);
    List<AuditCredential> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      AuditCredential other =
          Golden.YAML.convertValue(one.request.get("object"), AuditCredential.class);
      other.getMetadata().setName("x".repeat(240) + i);
      many.add(other);
    }
    Told told = told(new State(one.request, one.logs, many));
    assertThat(told.warnings).hasSizeLessThanOrEqualTo(10);
    assertThat(told.warnings).allMatch(warning -> warning.length() <= 256);
  }

  @Test
  void nonsenseIsNoObject() throws IOException {
    State state =
        Golden.read(Path.of("src/test/resources/golden/audit-resources/log-alone"), State.class);
    ObjectNode wrong = state.request.deepCopy();
    wrong.putObject("object").put("spec", "none");
    assertThatThrownBy(() -> told(new State(wrong, List.of(), List.of())))
        .isInstanceOf(Admission.BadReview.class)
        .hasMessage("object is no AuditLog with a name");
  }

  @Test
  void othersAreLeftAlone() throws Exception {
    State state =
        Golden.read(Path.of("src/test/resources/golden/audit-resources/log-alone"), State.class);
    ObjectNode status = state.request.deepCopy();
    status.put("subResource", "status");
    assertThat(told(new State(status, List.of(), List.of())).warnings).isEmpty();
  }
}
