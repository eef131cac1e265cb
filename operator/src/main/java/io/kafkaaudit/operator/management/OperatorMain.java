package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.kafkaaudit.operator.kafka.AdminDestination;
import io.kafkaaudit.operator.kafka.CallTimes;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The operator's processes: {@code controller}, which is the default, and {@code webhook}. */
public final class OperatorMain {
  private OperatorMain() {}

  /**
   * Runs until the process is told to end.
   *
   * @param arguments the name of the process, or nothing
   */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    String process = arguments.length == 0 ? "controller" : arguments[0];
    OperatorSettings settings = OperatorSettings.of(System.getenv());
    KubernetesClient client = new KubernetesClientBuilder().build();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    JvmGcMetrics gc = new JvmGcMetrics();
    for (MeterBinder jvm :
        List.of(new JvmMemoryMetrics(), new JvmThreadMetrics(), new ProcessorMetrics(), gc)) {
      jvm.bindTo(registry);
    }
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
        new ManagementServer(
            settings.httpPort(),
            Optional::empty,
            () -> webhook.ready() ? Optional.empty() : Optional.of("the webhook does not serve"),
            registry::scrape);
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
    Clock clock = Clock.systemUTC();
    OperatorMetrics metrics = new OperatorMetrics(registry, clock);
    DestinationConnections connections =
        new DestinationConnections(
            admin ->
                CallTimes.of(new AdminDestination(admin, settings.callTimeout()), metrics::called),
            clock);
    KafkaAuditOperator operator =
        new KafkaAuditOperator(
            client, settings, InjectionSettings.of(System.getenv()), connections, registry, clock);
    ManagementServer server =
        new ManagementServer(
            settings.httpPort(), operator::dead, operator::unready, registry::scrape);
    atTheEnd(
        () -> {
          operator.stop();
          server.close();
          client.close();
        });
    operator.start();
    LoggerFactory.getLogger(OperatorMain.class)
        .info("Started; health and metrics on port {}", server.port());
  }

  private static void atTheEnd(Runnable stop) {
    Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
  }
}
