package io.kafkaaudit.examples;

import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;

/**
 * Plays the kubelet for a Secret volume: files are links into {@code ..data}, itself a link to a
 * folder, which is exchanged in one step.
 */
final class MountedSecret {
  private final Path directory;
  private int version;

  MountedSecret(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /** What the kubelet does a minute or so after the Secret changed. */
  void update(Secret secret) throws IOException {
    version++;
    Path folder = Files.createDirectories(directory.resolve("..version_" + version));
    for (Map.Entry<String, String> entry : secret.getData().entrySet()) {
      Files.write(folder.resolve(entry.getKey()), Base64.getDecoder().decode(entry.getValue()));
    }
    Path next = directory.resolve("..data_tmp");
    Files.createSymbolicLink(next, folder.getFileName());
    Files.move(next, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    for (String name : secret.getData().keySet()) {
      if (!Files.isSymbolicLink(directory.resolve(name))) {
        Files.createSymbolicLink(directory.resolve(name), Path.of("..data", name));
      }
    }
  }
}
