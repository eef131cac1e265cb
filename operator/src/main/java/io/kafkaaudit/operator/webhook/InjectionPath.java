package io.kafkaaudit.operator.webhook;

import io.kafkaaudit.crd.AuditLog;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * URL path at which the API server asks about pods of one AuditLog. It carries the revision of the
 * jar, so that a webhook process needs to know nothing but AuditLogs, and no pod gets a revision
 * whose ConfigMap the controller has not made yet.
 *
 * @param auditLog its name
 */
public record InjectionPath(String namespace, String auditLog, String revision) {
  public static final String PREFIX = "/inject/";
  private static final Pattern SHAPE =
      Pattern.compile(
          PREFIX
              + "(?<namespace>[a-z0-9-]{1,63})/(?<log>[a-z0-9.-]{1,253})/(?<revision>[0-9a-f]{12})");

  public static InjectionPath of(AuditLog log, String revision) {
    return new InjectionPath(
        log.getMetadata().getNamespace(), log.getMetadata().getName(), revision);
  }

  public static Optional<InjectionPath> parse(String path) {
    Matcher matcher = SHAPE.matcher(path);
    return matcher.matches()
        ? Optional.of(
            new InjectionPath(
                matcher.group("namespace"), matcher.group("log"), matcher.group("revision")))
        : Optional.empty();
  }

  public String text() {
    return PREFIX + namespace + "/" + auditLog + "/" + revision;
  }
}
