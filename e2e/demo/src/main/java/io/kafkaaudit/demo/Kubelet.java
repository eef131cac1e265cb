package io.kafkaaudit.demo;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Plays the kubelet: mounts the operator's ConfigMap and Secret as the broker's agent directory.
 */
final class Kubelet {
  private final KubernetesClient client;
  private final String namespace;
  private final String configMap;
  private final String secret;
  private final Path directory;

  Kubelet(
      KubernetesClient client, String namespace, String configMap, String secret, Path directory) {
    this.client = client;
    this.namespace = namespace;
    this.configMap = configMap;
    this.secret = secret;
    this.directory = directory;
  }

  /** Writes what is there now; returns whether both are. */
  boolean mount() throws IOException {
    ConfigMap settings = client.configMaps().inNamespace(namespace).withName(configMap).get();
    Secret writer = client.secrets().inNamespace(namespace).withName(secret).get();
    if (settings == null || writer == null) {
      return false;
    }
    Map<String, String> files = new TreeMap<>(settings.getData());
    writer
        .getData()
        .forEach(
            (name, value) ->
                files.put(
                    name, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    Files.createDirectories(directory);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
    return true;
  }
}
