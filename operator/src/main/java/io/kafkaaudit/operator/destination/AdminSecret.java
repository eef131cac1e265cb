package io.kafkaaudit.operator.destination;

import io.fabric8.kubernetes.api.model.Secret;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;

/** Secrets by which people give the operator access to a Kafka. */
public final class AdminSecret {
  private static final String FILE = "client.properties";

  private AdminSecret() {}

  /**
   * The client.properties of such a Secret.
   *
   * @param field of the spec that names the Secret
   * @param role that its label must give it, so that nobody lends us one that was not meant for us
   * @throws StepFailure naming the field and the fix
   */
  public static String text(
      OwnedObjects objects, String namespace, String name, String field, String role) {
    String subject = field + ": Secret " + name;
    Secret secret = objects.secret(namespace, name);
    if (secret == null) {
      throw new StepFailure(
          Reason.AdminSecretNotFound,
          field + ": " + OwnedObjects.lack(null, namespace, name, FILE, "text"));
    }
    if (!OwnedObjects.isOf(secret, Labels.ROLE, role)) {
      throw new StepFailure(
          Reason.AdminSecretNotLabelled,
          subject
              + " has no label "
              + Labels.ROLE
              + ": "
              + role
              + ", which says that it is meant for the operator: add it");
    }
    String text = OwnedObjects.entry(secret, FILE);
    if (text == null) {
      throw new StepFailure(
          Reason.AdminSecretWithoutProperties,
          field + ": " + OwnedObjects.lack(secret, namespace, name, FILE, "text"));
    }
    return text;
  }
}
