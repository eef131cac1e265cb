package io.kafkaaudit.crd;

import io.fabric8.kubeapitest.KubeAPIServerConfig;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.BinaryManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where etcd and kube-apiserver come from: the directory of {@code -Dkafkaaudit.envtest}, else a
 * download that kube-api-test keeps under {@code ~/.kubeapitest}, else from nowhere.
 */
final class ApiServerBinaries {
  static final String VERSION = "1.34.4";

  /** The index that kube-api-test downloads by; asked first, since it has no timeout of its own. */
  private static final URI INDEX =
      URI.create(
          "https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml");

  private ApiServerBinaries() {}

  /** Configuration of a server that can be started; empty: the reason was printed. */
  static Optional<KubeAPIServerConfig> find() {
    String directory =
        System.getProperty("kafkaaudit.envtest", System.getenv("KAFKAAUDIT_ENVTEST"));
    String whyNot =
        directory != null ? problem(config(directory, true)) : problem(config(null, true));
    if (whyNot == null) {
      return Optional.of(config(directory, true));
    }
    if (directory == null && answers(INDEX)) {
      whyNot = problem(config(null, false));
      if (whyNot == null) {
        return Optional.of(config(null, true));
      }
    }
    String skipped =
        "SKIPPED: custom resources on a real API server: no kube-apiserver "
            + VERSION
            + (directory == null ? " and none to download" : " under " + Path.of(directory))
            + " ("
            + whyNot
            + ")";
    if (Boolean.getBoolean("kafkaaudit.envtest.required")) {
      throw new AssertionError(skipped);
    }
    System.out.println(skipped);
    return Optional.empty();
  }

  /** Null when the binaries are there, perhaps since now. */
  private static @Nullable String problem(KubeAPIServerConfig config) {
    try {
      new BinaryManager(config).initAndDownloadIfRequired();
      return null;
    } catch (KubeAPITestException e) {
      return e.getMessage();
    }
  }

  private static KubeAPIServerConfig config(@Nullable String directory, boolean offline) {
    KubeAPIServerConfigBuilder builder = KubeAPIServerConfigBuilder.anAPIServerConfig();
    if (directory != null) {
      builder.withTestDir(directory);
    }
    return builder
        .withOfflineMode(offline)
        .withApiServerVersion(VERSION)
        .withApiServerFlag("--bind-address", "127.0.0.1")
        .withWaitForEtcdHealthCheckOnStartup(true)
        .build();
  }

  private static boolean answers(URI uri) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    try {
      return client
              .send(
                  HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (java.io.IOException e) {
      return false; // no internet is the usual case, and what the caller asks
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
