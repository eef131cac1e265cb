package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is in the image, built on an empty base so that everything found is ours: {@code ./mvnw
 * -Pimage verify -pl operator -am -Djib.from.image=scratch}. Runs with the profile only; needs
 * {@code tar}.
 */
class ImageIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private static Path root;
  private static JsonNode image;

  @BeforeAll
  static void unpack() throws Exception {
    Path archive = Files.createDirectory(directory.resolve("archive"));
    root = Files.createDirectory(directory.resolve("root"));
    tar(Path.of("target/kafka-audit-operator-image.tar"), archive);
    JsonNode manifest = JSON.readTree(archive.resolve("manifest.json").toFile()).get(0);
    image = JSON.readTree(archive.resolve(manifest.get("Config").asText()).toFile());
    for (JsonNode layer : manifest.get("Layers")) {
      tar(archive.resolve(layer.asText()), root);
    }
  }

  private static void tar(Path archive, Path into) throws Exception {
    Process tar =
        new ProcessBuilder("tar", "-xf", archive.toString(), "-C", into.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(tar.getInputStream().readAllBytes());
    assertThat(tar.waitFor()).as(output).isZero();
  }

  @Test
  void runsAsANumberThatIsNotRoot() {
    assertThat(image.at("/config/User").asText()).matches("[1-9][0-9]*:[1-9][0-9]*");
  }

  @Test
  void isOfThePlatformThatWasAskedFor() {
    assertThat(image.get("os").asText() + "/" + image.get("architecture").asText())
        .isEqualTo(System.getProperty("image.platform"));
  }

  @Test
  void takesTheNameOfTheProcessAsItsOnlyArgument() {
    List<String> command = texts(image.at("/config/Entrypoint"));
    assertThat(command.get(0)).isEqualTo("java");
    assertThat(command)
        .endsWith(
            "-cp", "@/app/jib-classpath-file", "io.kafkaaudit.operator.management.OperatorMain");
    assertThat(image.at("/config").has("Cmd")).isFalse();
  }

  @Test
  void hasTheAgentWhereTheOperatorLooksForIt() throws IOException {
    Path jar = root.resolve("opt/kafka-audit/kafka-audit-agent.jar");
    try (JarFile agent = new JarFile(jar.toFile())) {
      assertThat(agent.getManifest().getMainAttributes().getValue("Premain-Class"))
          .isEqualTo("io.kafkaaudit.agent.boot.KafkaAuditAgent");
      assertThat(agent.getEntry("io/kafkaaudit/agent/shaded/asm/ClassReader.class"))
          .as("the shaded jar")
          .isNotNull();
    }
    assertThat(Files.size(jar)).as("has to fit into a ConfigMap").isLessThan(700_000);
  }

  @Test
  void hasNothingOfTheTests() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("app/libs"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("kafka-clients-"))
          .noneMatch(
              name -> name.matches("(junit|assertj|mockwebserver|kafka_|kubernetes-server).*"))
          .noneMatch(name -> name.startsWith("kubernetes-httpclient-vertx"));
    }
  }

  @Test
  void isWritableByNobodyButRoot() throws IOException {
    List<Path> writable = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(file -> !file.equals(root)).toList()) {
        var permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
            || permissions.contains(PosixFilePermission.OTHERS_WRITE)
            || !permissions.contains(PosixFilePermission.OTHERS_READ)) {
          writable.add(file);
        }
      }
    }
    assertThat(writable).isEmpty();
  }

  @Test
  void holdsNoTimeOfItsBuild() {
    assertThat(image.get("created").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(JSON.convertValue(image.at("/config/Labels"), Map.class))
        .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
        .containsKey("org.opencontainers.image.version");
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
