package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.delivery.Priority;
import io.kafkaaudit.agent.delivery.Source;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.ResourceOutcome;
import io.kafkaaudit.agent.hook.WantedActs;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Outcome;
import java.util.Objects;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;

/**
 * Decides of each act whether it is an event, and of its own: equal ones, and those of a source
 * that floods, are counted. Owned by the encoder thread.
 */
final class Teller {
  /** The source of logins whose address is not known. */
  private static final String UNKNOWN = "unknown";

  private final EventEncoder encoder;
  private final Account account;
  private final Coalescer coalescer;
  private final Floods floods;
  private AgentSettings settings;
  private CapturePolicy policy;

  Teller(
      EventEncoder encoder,
      Account account,
      Coalescer coalescer,
      Floods floods,
      AgentSettings settings,
      CapturePolicy policy) {
    this.encoder = encoder;
    this.account = account;
    this.coalescer = coalescer;
    this.floods = floods;
    this.settings = settings;
    this.policy = policy;
  }

  void use(AgentSettings next, CapturePolicy by) {
    settings = next;
    policy = by;
  }

  AgentSettings settings() {
    return settings;
  }

  CapturePolicy policy() {
    return policy;
  }

  Account account() {
    return account;
  }

  /** A login, or a decision about an act that is not management. */
  void tell(Act act) {
    boolean failedLogin = act.kind == Act.Kind.AUTHENTICATION && act.failure != null;
    boolean denied = act.kind == Act.Kind.DECISION && !act.allowed;
    boolean refused = failedLogin || denied;
    int source = refused ? floods.sourceOf(act) : -1;
    if (refused && floods.isOver(source, settings.denialsRate()) && floods.add(act)) {
      return;
    }
    boolean onAuditTopic = onAuditTopic(act);
    if (coalescer.encodeNow(act, onAuditTopic, onAuditTopic && isByWriter(act))) {
      floods.count(source);
      encode(act, 1, act.timeMillis);
    }
  }

  /** Whether one of the decisions of a call is to be told. */
  boolean wants(Act act) {
    return WantedActs.wanted(
        policy,
        act.category,
        Objects.requireNonNull(act.context),
        Objects.requireNonNull(act.action),
        act.allowed);
  }

  private boolean isByWriter(Act act) {
    return act.allowed && policy.isWriter(Objects.requireNonNull(act.context).principal());
  }

  private boolean onAuditTopic(Act act) {
    return act.action != null && policy.isOnAuditTopic(act.action);
  }

  /**
   * What became of one resource of a management request.
   *
   * @return false: there is no room for it now
   */
  boolean tell(Act act, ResourceOutcome outcome) {
    boolean reportedElsewhere = outcome.passedOn() && !policy.tellsPassedOn();
    KafkaPrincipal principal = Objects.requireNonNull(act.context).principal();
    if (reportedElsewhere
        || !policy.captures(Category.Management, outcome.outcome(), principal, false)) {
      return true;
    }
    if (outcome.outcome() != Outcome.Denied) {
      return account.offer(
          new Source(Priority.MANAGEMENT, principal),
          Category.Management,
          number -> encoder.management(act, outcome, number));
    }
    int source = floods.sourceOf(act);
    if (!floods.isOver(source, settings.denialsRate()) || !floods.add(act, outcome)) {
      floods.count(source);
      account.event(
          new Source(Priority.DENIAL, principal),
          Category.Management,
          number -> encoder.management(act, outcome, number));
    }
    return true;
  }

  /** What was counted, once its time is over. */
  void tellCounted(long now, long interval) {
    for (Coalescer.Group group : coalescer.ended(now, interval)) {
      try {
        encode(group.first(), group.count(), group.lastMillis());
      } catch (Throwable e) { // of one group: the others are told
        account.unencodable(group.first().category, e);
      }
    }
    for (Floods.Group group : floods.ended(now)) {
      Act act = group.first();
      try {
        account.event(
            sourceOf(act), act.category, number -> encoder.flood(act, group.flood(), number));
      } catch (Throwable e) { // likewise
        account.unencodable(act.category, e);
      }
    }
  }

  private void encode(Act act, long count, long lastMillis) {
    if (act.kind == Act.Kind.AUTHENTICATION) {
      account.event(
          sourceOf(act),
          Category.Authentication,
          number -> encoder.authentication(act, number, count, lastMillis));
    } else {
      account.event(
          sourceOf(act), act.category, number -> encoder.decision(act, number, count, lastMillis));
    }
  }

  /** A login is of its address: the name is a claim, of which a source may make many. */
  private static Source sourceOf(Act act) {
    if (act.kind == Act.Kind.AUTHENTICATION) {
      return new Source(Priority.LOGIN, act.address == null ? UNKNOWN : act.address);
    }
    AuthorizableRequestContext context = Objects.requireNonNull(act.context);
    return new Source(act.allowed ? Priority.OTHER : Priority.DENIAL, context.principal());
  }
}
