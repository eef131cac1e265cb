package io.kafkaaudit.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Which cluster the scenarios run on: that of {@code -Dkubeconfig}, which has the images already;
 * else k3s in Docker, into which they are loaded.
 */
final class ClusterAccess {
  private static final String K3S = "rancher/k3s:v1.34.1-k3s1";

  private ClusterAccess() {}

  /** Path of the kubeconfig; the scenarios are skipped, saying so, where there is no cluster. */
  static Path kubeconfig(Path root) throws IOException, InterruptedException {
    String given = System.getProperty("kubeconfig", "");
    if (!given.isEmpty()) {
      if (!new File(given).canRead()) {
        throw new IllegalArgumentException("-Dkubeconfig: cannot read " + given);
      }
      return Path.of(given);
    }
    boolean docker = DockerClientFactory.instance().isDockerAvailable();
    if (!docker) {
      System.out.println(
          "SKIPPED: scenarios on a whole cluster: no -Dkubeconfig, and no Docker for k3s");
    }
    Assumptions.assumeTrue(docker, "no cluster");
    List<String> images =
        new ArrayList<>(
            List.of(
                "operator/target/kafka-audit-operator-image.tar",
                "e2e/kafka-image/target/kafka-image.tar"));
    String older = System.getProperty("operator.older", "");
    if (!older.isEmpty()) {
      images.add(older + "/operator/target/kafka-audit-operator-image.tar");
    }
    for (String image : images) {
      if (!Files.exists(root.resolve(image))) {
        throw new IllegalStateException(
            image
                + " is not there: ./mvnw -Pimage,e2e package -pl operator,e2e/kafka-image -am"
                + " -DskipTests");
      }
    }
    // Ryuk removes the container when this JVM ends.
    @SuppressWarnings("resource")
    K3sContainer k3s = new K3sContainer(DockerImageName.parse(K3S));
    k3s.start();
    for (String image : images) {
      k3s.copyFileToContainer(
          Transferable.of(Files.readAllBytes(root.resolve(image))), "/image.tar");
      var imported = k3s.execInContainer("ctr", "-n", "k8s.io", "images", "import", "/image.tar");
      if (imported.getExitCode() != 0) {
        throw new IllegalStateException("k3s does not take " + image + ": " + imported.getStderr());
      }
    }
    Path file = Files.createTempFile("k3s", ".kubeconfig");
    Files.writeString(file, k3s.getKubeConfigYaml());
    return file;
  }
}
