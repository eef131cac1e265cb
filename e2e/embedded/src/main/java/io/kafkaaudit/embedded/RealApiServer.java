package io.kafkaaudit.embedded;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A real API server for tests, of the binaries in {@code -Dkafkaaudit.envtest=DIR}. Who uses it
 * brings io.fabric8:kube-api-test.
 */
public final class RealApiServer {
  private static final String VERSION = "1.34.4";
  private static final String DIRECTORY = System.getProperty("kafkaaudit.envtest", "");

  private RealApiServer() {}

  /** Where kube-apiserver, etcd and kubectl are; empty: they are not there. */
  public static Optional<Path> binaries() {
    return Optional.of(Path.of(DIRECTORY, "k8s/" + VERSION + "-linux-amd64"))
        .filter(folder -> Files.isExecutable(folder.resolve("kube-apiserver")));
  }

  /**
   * Starts one, which the caller stops; empty, and said why, where there are no binaries.
   *
   * @param tests what is skipped then
   * @throws AssertionError with {@code -Dkafkaaudit.envtest.required=true}, in place of skipping
   */
  public static Optional<KubeAPIServer> start(String tests) {
    if (binaries().isEmpty()) {
      skip(tests, "no -Dkafkaaudit.envtest=DIR");
      return Optional.empty();
    }
    KubeAPIServer server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(DIRECTORY)
                .withOfflineMode(true)
                .withApiServerVersion(VERSION)
                .withApiServerFlag("--bind-address", "127.0.0.1")
                .withWaitForEtcdHealthCheckOnStartup(true)
                .build());
    server.start();
    return Optional.of(server);
  }

  /**
   * Says that tests are skipped.
   *
   * @throws AssertionError with {@code -Dkafkaaudit.envtest.required=true}
   */
  public static void skip(String tests, String missing) {
    if (Boolean.getBoolean("kafkaaudit.envtest.required")) {
      throw new AssertionError(tests + ": " + missing + ", in " + DIRECTORY);
    }
    System.out.println("SKIPPED: " + tests + ": " + missing);
  }
}
