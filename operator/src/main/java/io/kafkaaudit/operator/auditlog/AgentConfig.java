package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.CaptureRule;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Forwarded;
import io.kafkaaudit.contract.Level;
import io.kafkaaudit.contract.Outcome;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.CaptureMatch;
import io.kafkaaudit.crd.CaptureSpec;
import io.kafkaaudit.operator.owned.Revision;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** agent.properties of an AuditLog. Pure. */
final class AgentConfig {
  private AgentConfig() {}

  /** The text; its revision is a hash of everything else in it. */
  static String of(AuditLog log, Forwarded forwarded) {
    return builder(log, forwarded).settingsRevision(revision(log, forwarded)).build().toText();
  }

  static String revision(AuditLog log, Forwarded forwarded) {
    return Revision.of(builder(log, forwarded).build().toText().getBytes(StandardCharsets.UTF_8));
  }

  private static AgentSettings.Builder builder(AuditLog log, Forwarded forwarded) {
    String name = log.getSpec().getCluster().getName();
    AgentSettings.Builder settings =
        AgentSettings.builder()
            .clusterName(name == null ? log.getMetadata().getName() : name)
            .topic(log.getSpec().getTopic().getName())
            .forwarded(forwarded);
    CaptureSpec capture = log.getSpec().getCapture();
    if (capture == null) {
      return settings;
    }
    for (io.kafkaaudit.crd.CaptureRule rule : orEmpty(capture.getRules())) {
      CaptureMatch match = rule.getMatch() == null ? new CaptureMatch() : rule.getMatch();
      settings.captureRule(
          new CaptureRule(
              Level.valueOf(rule.getLevel().name()),
              names(match.getCategories(), Category::valueOf),
              names(match.getOutcomes(), Outcome::valueOf),
              orEmpty(match.getPrincipals())));
    }
    return settings.excludedPrincipals(Set.copyOf(orEmpty(capture.getExcludedPrincipals())));
  }

  private static <T> Set<T> names(
      @Nullable Collection<? extends Enum<?>> constants, Function<String, T> valueOf) {
    return constants == null
        ? Set.of()
        : constants.stream().map(c -> valueOf.apply(c.name())).collect(Collectors.toSet());
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
