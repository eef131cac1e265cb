package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.contract.CaptureRule;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Forwarded;
import io.kafkaaudit.contract.Level;
import io.kafkaaudit.contract.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.server.authorizer.Action;
import org.jspecify.annotations.Nullable;

/**
 * Which acts become events: the rules in order, the first that matches decides; then the default
 * policy. Immutable; asking allocates nothing.
 */
public final class CapturePolicy {
  private static final int OUTCOMES = Outcome.values().length;

  /** By category and outcome: the rules that may match, up to the first that does for everyone. */
  private final Rule[][] rules;

  /** By category and outcome: whether some act may be captured. */
  private final boolean[] mayBeCaptured;

  private final Set<KafkaPrincipal> excludedPrincipals;
  private final String topic;
  private final String statusTopic;
  private final @Nullable KafkaPrincipal writer;
  private final boolean tellsPassedOn;

  private final String[] listenersAmongNodes;

  /** Where the listeners of nodes are not known. */
  public CapturePolicy(AgentSettings settings, @Nullable String writerPrincipal) {
    this(settings, writerPrincipal, Set.of());
  }

  /**
   * A policy.
   *
   * @param listenersAmongNodes names of the listeners by which brokers and controllers come in;
   *     empty: they are not known
   */
  public CapturePolicy(
      AgentSettings settings, @Nullable String writerPrincipal, Set<String> listenersAmongNodes) {
    this.listenersAmongNodes = listenersAmongNodes.toArray(new String[0]);
    this.excludedPrincipals = principals(settings.excludedPrincipals());
    this.topic = settings.topic();
    this.statusTopic = AuditTopics.statusTopic(topic);
    this.writer = writerPrincipal == null ? null : principal(writerPrincipal);
    this.tellsPassedOn = settings.forwarded() == Forwarded.Edge;
    Category[] categories = Category.values();
    this.rules = new Rule[categories.length * OUTCOMES][];
    this.mayBeCaptured = new boolean[rules.length];
    for (Category category : categories) {
      for (Outcome outcome : Outcome.values()) {
        Rule[] some = rules(settings.captureRules(), category, outcome);
        rules[index(category, outcome)] = some;
        mayBeCaptured[index(category, outcome)] =
            capturedByDefault(category, outcome, false)
                || Arrays.stream(some).anyMatch(rule -> rule.captures);
      }
    }
  }

  /**
   * A quick answer before a slot is filled: false means that no allowed act of the category is
   * captured, save one on an audit topic.
   */
  public boolean mayCaptureSuccess(Category category) {
    return mayBeCaptured[index(category, Outcome.Success)];
  }

  /** Whether this broker tells requests that it passed on to a controller. */
  public boolean tellsPassedOn() {
    return tellsPassedOn;
  }

  /** Whether the name is that of an audit topic of this log. */
  public boolean isAuditTopic(String name) {
    return name.equals(topic) || name.equals(statusTopic);
  }

  /**
   * Whether an act may have been on an audit topic: it names one, or it is of the kind by which
   * nodes replicate every topic.
   */
  public boolean isOnAuditTopic(Action action) {
    ResourcePattern resource = action.resourcePattern();
    return resource.resourceType() == ResourceType.TOPIC
        ? isAuditTopic(resource.name())
        : action.operation() == AclOperation.CLUSTER_ACTION;
  }

  /** Whether it is the agents' key that acts, in whoever's hands. */
  public boolean isWriter(KafkaPrincipal principal) {
    return writer != null && plain(principal).equals(writer);
  }

  /**
   * Whether brokers or controllers come in by a listener, clients beside them or not. Where theirs
   * are not known, each may be one: a broker's traffic must not become a flood of events.
   */
  public boolean isAmongNodes(String listener) {
    if (listenersAmongNodes.length == 0) {
      return true;
    }
    for (String one : listenersAmongNodes) {
      if (one.equals(listener)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Decides about one act, save those of the agents themselves.
   *
   * @param principal as Kafka writes it, such as {@code User:alice}; null: nobody
   * @param onAuditTopic whether it reads or writes an audit topic
   */
  public boolean captures(
      Category category, Outcome outcome, @Nullable String principal, boolean onAuditTopic) {
    return captures(category, outcome, principal(principal == null ? "" : principal), onAuditTopic);
  }

  /** Whether an act of this principal is captured; this overload makes no text. */
  public boolean captures(
      Category category, Outcome outcome, KafkaPrincipal principal, boolean onAuditTopic) {
    boolean excludable =
        category != Category.Management
            && outcome != Outcome.Denied
            && !(category == Category.Authentication && outcome == Outcome.Failure);
    if (excludable && contains(excludedPrincipals, principal)) {
      return false;
    }
    for (Rule rule : rules[index(category, outcome)]) {
      if (rule.principals.isEmpty() || contains(rule.principals, principal)) {
        return rule.captures;
      }
    }
    return capturedByDefault(category, outcome, onAuditTopic);
  }

  private static boolean capturedByDefault(
      Category category, Outcome outcome, boolean onAuditTopic) {
    return category == Category.Authentication
        || category == Category.Management
        || outcome == Outcome.Denied
        || onAuditTopic;
  }

  @SuppressWarnings("EnumOrdinal") // an index within this JVM is what ordinals are for
  private static int index(Category category, Outcome outcome) {
    return category.ordinal() * OUTCOMES + outcome.ordinal();
  }

  private static Rule[] rules(List<CaptureRule> all, Category category, Outcome outcome) {
    List<Rule> some = new ArrayList<>();
    for (CaptureRule rule : all) {
      if (rule.matches(category, outcome)) {
        some.add(new Rule(rule.level() != Level.None, principals(rule.principals())));
        if (rule.principals().isEmpty()) {
          break;
        }
      }
    }
    return some.toArray(new Rule[0]);
  }

  private static boolean contains(Set<KafkaPrincipal> principals, KafkaPrincipal principal) {
    return !principals.isEmpty() && principals.contains(plain(principal));
  }

  /** A principal of a class of the user's own equals none of Kafka's class. */
  private static KafkaPrincipal plain(KafkaPrincipal principal) {
    return principal.getClass() == KafkaPrincipal.class
        ? principal
        : new KafkaPrincipal(principal.getPrincipalType(), principal.getName());
  }

  private static Set<KafkaPrincipal> principals(Collection<String> texts) {
    return texts.stream().map(CapturePolicy::principal).collect(Collectors.toUnmodifiableSet());
  }

  private static KafkaPrincipal principal(String text) {
    int colon = text.indexOf(':');
    return new KafkaPrincipal(text.substring(0, Math.max(0, colon)), text.substring(colon + 1));
  }

  private static final class Rule {
    private final boolean captures;

    /** Empty: everyone. */
    private final Set<KafkaPrincipal> principals;

    Rule(boolean captures, Set<KafkaPrincipal> principals) {
      this.captures = captures;
      this.principals = principals;
    }
  }
}
