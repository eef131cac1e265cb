package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.kafkaaudit.operator.kafka.AdminDestination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;

/** The operator's process. */
public final class OperatorMain {
  private OperatorMain() {}

  /** Runs until the process is told to end. */
  public static void main(String[] arguments) throws IOException {
    OperatorSettings settings = OperatorSettings.of(System.getenv());
    KubernetesClient client = new KubernetesClientBuilder().build();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    DestinationConnections connections =
        new DestinationConnections(admin -> new AdminDestination(admin, settings.callTimeout()));
    KafkaAuditOperator operator =
        new KafkaAuditOperator(client, settings, connections, Clock.systemUTC());
    ManagementServer server =
        new ManagementServer(settings.httpPort(), operator::healthy, registry::scrape);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  operator.stop();
                  client.close();
                },
                "stop"));
    operator.start();
  }
}
