package io.kafkaaudit.operator.management;

import io.kafkaaudit.operator.management.OperatorSettings.Variable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The controller's settings of the injection, from environment variables.
 *
 * @param agentJar null: nothing is injected
 * @param service name of the webhook's Service in the operator's namespace
 * @param secret name of the Secret with the webhook's certificate, there too
 * @param ownCertificates whether the operator makes them itself
 * @param resourceConfigurations name of the webhook configurations for our own resources; empty:
 *     there are none
 * @param namespaceConfigurations beginning of the names of configurations that are there for each
 *     watched namespace; empty: the operator makes one per AuditLog
 */
public record InjectionSettings(
    @Nullable Path agentJar,
    String service,
    String secret,
    boolean ownCertificates,
    String resourceConfigurations,
    String namespaceConfigurations) {
  private static final Variable JAR =
      new Variable(
          "AGENT_JAR",
          "",
          "Controller: the agent's jar, from which ConfigMaps in the brokers' namespaces are made;"
              + " empty: nothing is injected.");
  private static final Variable SERVICE =
      new Variable(
          "WEBHOOK_SERVICE",
          "kafka-audit-operator-webhook",
          "Controller: the webhook's Service in the operator's namespace, port 443.");
  private static final Variable SECRET =
      new Variable(
          "WEBHOOK_SECRET",
          "kafka-audit-webhook-certificate",
          "Controller: the Secret in the operator's namespace with the webhook's certificate.");
  private static final Variable CERTIFICATES =
      new Variable(
          "WEBHOOK_CERTIFICATES",
          "self",
          "Controller: self makes and rotates the certificate; cert-manager reads the Secret only.");

  private static final Variable RESOURCES =
      new Variable(
          "WEBHOOK_RESOURCE_CONFIGURATIONS",
          "",
          "Controller: name of the MutatingWebhookConfiguration and of the"
              + " ValidatingWebhookConfiguration for AuditLogs and AuditCredentials, whose caBundle"
              + " it writes; empty: there are none.");
  private static final Variable NAMESPACES =
      new Variable(
          "WEBHOOK_NAMESPACE_CONFIGURATIONS",
          "",
          "Controller: with WATCH_NAMESPACES, beginning of the names of"
              + " MutatingWebhookConfigurations, followed by a namespace's name, into which it"
              + " writes an entry per AuditLog; empty: it makes a configuration per AuditLog.");

  /** All variables, in the order of the documentation. */
  public static List<Variable> variables() {
    return List.of(JAR, SERVICE, SECRET, CERTIFICATES, RESOURCES, NAMESPACES);
  }

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException naming the variable and what to write
   */
  public static InjectionSettings of(Map<String, String> environment) {
    String certificates = OperatorSettings.text(environment, CERTIFICATES);
    if (!Set.of("self", "cert-manager").contains(certificates)) {
      throw new IllegalArgumentException(CERTIFICATES.name() + ": write self or cert-manager");
    }
    String jar = OperatorSettings.text(environment, JAR);
    return new InjectionSettings(
        jar.isEmpty() ? null : Path.of(jar),
        OperatorSettings.text(environment, SERVICE),
        OperatorSettings.text(environment, SECRET),
        certificates.equals("self"),
        OperatorSettings.text(environment, RESOURCES),
        OperatorSettings.text(environment, NAMESPACES));
  }
}
