package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Golden files: a folder per scenario with in.yaml and out.yaml; a file that no test uses fails.
 * -Dgolden.update writes out.yaml anew, to be reviewed like code.
 */
public final class Golden {
  public static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER))
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);

  private Golden() {}

  /** The scenarios of a function. */
  public static List<Path> scenarios(String function) {
    try (Stream<Path> folders = Files.list(Path.of("src/test/resources/golden", function))) {
      return folders.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static <T> T read(Path scenario, Class<T> type) throws IOException {
    return YAML.readValue(scenario.resolve("in-state.yaml").toFile(), type);
  }

  public static void check(Path scenario, Object result) throws IOException {
    check(scenario, Set.of("in-state.yaml"), "out-decision.yaml", result);
  }

  /** The same with other files. */
  public static void check(Path scenario, Set<String> in, String out, Object result)
      throws IOException {
    Path file = scenario.resolve(out);
    if (Boolean.getBoolean("golden.update")) {
      YAML.writeValue(file.toFile(), result);
    }
    Set<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.list(scenario)) {
      all.forEach(path -> files.add(path.getFileName().toString()));
    }
    Set<String> used = new TreeSet<>(in);
    used.add(out);
    assertThat(files).isEqualTo(used);
    JsonNode actual = YAML.readTree(YAML.writeValueAsString(result));
    assertThat(actual).as(scenario.toString()).isEqualTo(YAML.readTree(file.toFile()));
  }
}
