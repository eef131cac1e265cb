package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Dockerfiles and Deployments fit; ConsumerExamplesIT builds and runs the first. */
class DockerfilesTest {
  @ParameterizedTest
  @EnumSource
  void theDeploymentRunsTheImageThatIsBuilt(Program program) throws IOException {
    assertThat(Files.readString(program.folder().resolve("Dockerfile")))
        .contains("docker build -t " + container(program).getImage() + " .");
  }

  /** Else the kubelet starts no container that must not run as root. */
  @ParameterizedTest
  @EnumSource
  void theUserIsANumberAndNotRoot(Program program) throws IOException {
    assertThat(
            PlayedImage.instructions(program.folder()).stream()
                .filter(line -> line[0].equals("USER"))
                .map(line -> line[1]))
        .singleElement()
        .asString()
        .matches("[1-9][0-9]*:[1-9][0-9]*");
  }

  /** The Dockerfile has the command, and the program its default mount path. */
  @ParameterizedTest
  @EnumSource
  void theDeploymentLeavesTheCommandToTheImage(Program program) throws IOException {
    assertThat(container(program).getCommand()).isEmpty();
    assertThat(container(program).getArgs()).isEmpty();
  }

  private static Container container(Program program) throws IOException {
    return Serialization.unmarshal(
            Files.readString(program.folder().resolve("deployment.yaml")), Deployment.class)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0);
  }
}
