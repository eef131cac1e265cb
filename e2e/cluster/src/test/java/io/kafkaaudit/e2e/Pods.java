package io.kafkaaudit.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.Loggable;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What a person does with kubectl exec, logs and get pods. */
final class Pods {
  private final KubernetesClient client;

  Pods(KubernetesClient client) {
    this.client = client;
  }

  /** Output of a shell command in a pod's first container; fails where the command does. */
  String exec(String namespace, String pod, String command) throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try (ExecWatch watch =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .writingOutput(out)
            .writingError(err)
            .exec("sh", "-c", command)) {
      int code = watch.exitCode().get(120, TimeUnit.SECONDS);
      String output = out.toString(StandardCharsets.UTF_8);
      if (code != 0) {
        throw new IllegalStateException(
            command + " in " + pod + " ended with " + code + ": " + output + err);
      }
      return output;
    }
  }

  String log(String namespace, String pod) {
    return client.pods().inNamespace(namespace).withName(pod).getLog();
  }

  /** Whether there are so many pods of the label, each of them ready and none of them leaving. */
  boolean ready(String namespace, String label, String value, int count) {
    var pods =
        client.pods().inNamespace(namespace).withLabel(label, value).list().getItems().stream()
            .toList();
    return pods.size() == count
        && pods.stream()
            .allMatch(
                pod ->
                    Readiness.getInstance().isReady(pod)
                        && pod.getMetadata().getDeletionTimestamp() == null);
  }

  String uid(String namespace, String pod) {
    Pod found = client.pods().inNamespace(namespace).withName(pod).get();
    return found == null ? "" : found.getMetadata().getUid();
  }

  /** Uid and restarts of a pod: another text after whatever kind of restart. */
  String life(String namespace, String pod) {
    Pod found = client.pods().inNamespace(namespace).withName(pod).get();
    return found.getMetadata().getUid()
        + found.getStatus().getContainerStatuses().stream()
            .map(status -> " " + status.getName() + " restarted " + status.getRestartCount())
            .collect(Collectors.joining());
  }

  /** Deletes a pod, as a rolling restart does; its StatefulSet makes it anew. */
  void delete(String namespace, String pod) {
    client.pods().inNamespace(namespace).withName(pod).delete();
  }

  /** Kubelet renews mounted files when it looks at a pod again: at a change, or each minute. */
  void refreshMounts(String namespace, String pod) {
    if (client.pods().inNamespace(namespace).withName(pod).get() != null) {
      client
          .pods()
          .inNamespace(namespace)
          .withName(pod)
          .edit(
              present ->
                  new PodBuilder(present)
                      .editMetadata()
                      .addToAnnotations("kafkaaudit.io/e2e-refresh", UUID.randomUUID().toString())
                      .endMetadata()
                      .build());
    }
  }

  /** Deletes a pod that no controller makes anew, applies it, and waits until it runs. */
  void replace(String namespace, String pod, String manifest) {
    delete(namespace, pod);
    await(pod + " is gone").atMost(Orders.PATIENCE).until(() -> uid(namespace, pod).isEmpty());
    client
        .load(Pods.class.getResourceAsStream(manifest))
        .items()
        .forEach(object -> client.resource(object).serverSideApply());
    await(pod + " runs")
        .atMost(Orders.PATIENCE)
        .until(
            () ->
                Readiness.getInstance()
                    .isReady(client.pods().inNamespace(namespace).withName(pod).get()));
  }

  /** Logs of every container of every pod into a directory, those before a restart too. */
  void keepLogs(Path directory) throws IOException {
    for (Pod pod : client.pods().inAnyNamespace().list().getItems()) {
      Path folder = Files.createDirectories(directory.resolve(pod.getMetadata().getNamespace()));
      for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
        String file = pod.getMetadata().getName() + "." + container.getName();
        var logs =
            client
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .inContainer(container.getName());
        Files.writeString(folder.resolve(file + ".log"), text(logs));
        if (container.getRestartCount() > 0) {
          Files.writeString(folder.resolve(file + ".previous.log"), text(logs.terminated()));
        }
      }
    }
  }

  private static String text(Loggable logs) {
    try {
      return Objects.toString(logs.getLog(), "");
    } catch (KubernetesClientException e) {
      return "no log: " + e.getMessage();
    }
  }
}
