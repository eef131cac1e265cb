package io.kafkaaudit.embedded;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A Kubernetes API server in memory, with this project's CRDs: no admission, no RBAC, no CEL rules,
 * no controllers but the one that deletes dependents. Thread-safe.
 */
public final class MockKubernetes implements AutoCloseable {

  /**
   * Held, for java.util.logging forgets the level of a logger that nobody holds. It logs every
   * request at INFO.
   */
  private static final Logger REQUEST_LOG = Logger.getLogger(MockWebServer.class.getName());

  private final ApiServerDispatcher dispatcher = new ApiServerDispatcher();
  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
  private final KubernetesClient client;

  private MockKubernetes() {
    REQUEST_LOG.setLevel(Level.WARNING);
    server.init(InetAddress.getLoopbackAddress(), 0);
    client = newClient("fabric8");
  }

  /** Starts one on a free port of the loopback address. */
  public static MockKubernetes start() {
    MockKubernetes started = new MockKubernetes();
    for (String plural : List.of("auditlogs", "auditcredentials")) {
      String file = "/META-INF/fabric8/" + plural + ".kafkaaudit.io-v1.yml";
      try (InputStream crd = MockKubernetes.class.getResourceAsStream(file)) {
        started
            .client
            .resource(Serialization.unmarshal(crd, CustomResourceDefinition.class))
            .create();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("cannot read " + file, e);
      }
    }
    return started;
  }

  /** A client that is closed with the server. */
  public KubernetesClient client() {
    return client;
  }

  /**
   * Another client, to be closed by the caller; it does not repeat requests that failed.
   *
   * @param userAgent by which a {@link RequestFault} knows it
   */
  public KubernetesClient newClient(String userAgent) {
    return server.createClient(
        builder ->
            builder
                .editOrNewConfig()
                .withUserAgent(userAgent)
                .withRequestRetryBackoffLimit(0)
                .endConfig());
  }

  public String url() {
    return server.url("/");
  }

  /** Lets requests fail from now on; {@link RequestFault#NONE} ends it. */
  public void failRequests(RequestFault fault) {
    dispatcher.setFault(fault);
  }

  /**
   * Does what {@code kubectl apply --server-side -f file} does, for all documents of the file in
   * order.
   */
  public List<HasMetadata> apply(Path file) throws IOException {
    return apply(file, resource -> {});
  }

  /**
   * Applies a file as a cluster does that has mutating webhooks, which this API server never asks.
   *
   * @param webhook what they change in each document
   */
  public List<HasMetadata> apply(Path file, Consumer<HasMetadata> webhook) throws IOException {
    List<HasMetadata> applied = new ArrayList<>();
    try (InputStream text = Files.newInputStream(file)) {
      for (HasMetadata resource : client.load(text).items()) {
        webhook.accept(resource);
        applied.add(
            client
                .resource(resource)
                .patch(
                    new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager("kubectl")
                        .withFieldValidation("Strict")
                        .build()));
      }
    }
    return applied;
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
