package io.kafkaaudit.operator.destination;

import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.kafka.UnsupportedClientProperty;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import org.jspecify.annotations.Nullable;

/**
 * How the operator reaches the destination of an AuditLog.
 *
 * @param text the admin's client.properties, for the keyring; never shown
 * @param principal of the admin; null where the file does not tell
 */
public record DestinationAccess(AdminProperties admin, String text, @Nullable String principal) {
  private static final String FIELD = "destination.admin.secretRef";

  /**
   * Reads the Secret that the AuditLog names.
   *
   * @throws StepFailure naming the field and the fix
   */
  public static DestinationAccess of(AuditLog log, OwnedObjects objects) {
    return of(adminText(log, objects));
  }

  /** With the admin's client.properties at hand. */
  public static DestinationAccess of(String text) {
    AdminProperties admin = admin(text);
    return new DestinationAccess(admin, text, admin.principal());
  }

  /**
   * The admin's client.properties alone.
   *
   * @throws StepFailure naming the field and the fix
   */
  public static String adminText(AuditLog log, OwnedObjects objects) {
    return AdminSecret.text(
        objects,
        log.getMetadata().getNamespace(),
        log.getSpec().getDestination().getAdmin().getSecretRef().getName(),
        FIELD,
        Labels.DESTINATION_ADMIN);
  }

  /** The admin alone, whose file holds all that a connection needs. */
  public static AdminProperties admin(String text) {
    return admin(text, FIELD);
  }

  /**
   * The same of another Secret.
   *
   * @param field that names the Secret
   */
  public static AdminProperties admin(String text, String field) {
    try {
      return AdminProperties.parse(text);
    } catch (UnsupportedClientProperty e) {
      throw new StepFailure(
          e.isAllowed() ? Reason.InvalidClientProperty : Reason.UnsupportedClientProperty,
          field + ": client.properties: " + e.getMessage());
    }
  }

  /** Without secrets, for logs. */
  @Override
  public String toString() {
    return "DestinationAccess[" + admin.bootstrapServers() + "]";
  }
}
