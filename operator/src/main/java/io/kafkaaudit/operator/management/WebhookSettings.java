package io.kafkaaudit.operator.management;

import io.kafkaaudit.operator.management.OperatorSettings.Variable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Settings of the webhook process that the controller does not have, from environment variables.
 *
 * @param port of HTTPS; 0: any free one
 * @param directory where the Secret with the certificate is mounted
 */
public record WebhookSettings(int port, Path directory) {
  private static final Variable PORT =
      new Variable("WEBHOOK_PORT", "8443", "Webhook: port of HTTPS, which the API server calls.");
  private static final Variable DIRECTORY =
      new Variable(
          "WEBHOOK_DIRECTORY",
          "/etc/kafka-audit-webhook",
          "Webhook: where the Secret WEBHOOK_SECRET is mounted (tls.crt and tls.key).");

  /** All variables, in the order of the documentation. */
  public static List<Variable> variables() {
    return List.of(PORT, DIRECTORY);
  }

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException naming the variable and what to write
   */
  public static WebhookSettings of(Map<String, String> environment) {
    return new WebhookSettings(
        OperatorSettings.number(environment, PORT, 0, 65535),
        Path.of(OperatorSettings.text(environment, DIRECTORY)));
  }
}
