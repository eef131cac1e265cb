package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.kafkaaudit.operator.kafka.AdminDestination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;

/** The operator's processes: {@code controller}, which is the default, and {@code webhook}. */
public final class OperatorMain {
  private OperatorMain() {}

  /**
   * Runs until the process is told to end.
   *
   * @param arguments the name of the process, or nothing
   */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    String process = arguments.length == 0 ? "controller" : arguments[0];
    OperatorSettings settings = OperatorSettings.of(System.getenv());
    KubernetesClient client = new KubernetesClientBuilder().build();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    switch (process) {
      case "controller" -> controller(settings, client, registry);
      case "webhook" -> webhook(settings, client, registry);
      default ->
          throw new IllegalArgumentException(
              "argument " + process + ": write controller or webhook");
    }
  }

  private static void webhook(
      OperatorSettings settings, KubernetesClient client, PrometheusMeterRegistry registry)
      throws IOException, GeneralSecurityException {
    WebhookProcess webhook =
        new WebhookProcess(
            client, WebhookSettings.of(System.getenv()), settings.watchNamespaces(), registry);
    ManagementServer server =
        new ManagementServer(settings.httpPort(), webhook::ready, registry::scrape);
    atTheEnd(
        () -> {
          webhook.close();
          server.close();
          client.close();
        });
  }

  private static void controller(
      OperatorSettings settings, KubernetesClient client, PrometheusMeterRegistry registry)
      throws IOException {
    DestinationConnections connections =
        new DestinationConnections(admin -> new AdminDestination(admin, settings.callTimeout()));
    KafkaAuditOperator operator =
        new KafkaAuditOperator(client, settings, connections, Clock.systemUTC());
    ManagementServer server =
        new ManagementServer(settings.httpPort(), operator::healthy, registry::scrape);
    atTheEnd(
        () -> {
          server.close();
          operator.stop();
          client.close();
        });
    operator.start();
  }

  private static void atTheEnd(Runnable stop) {
    Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
  }
}
