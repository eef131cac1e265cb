package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Apis;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Outcome;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;

/** Which decisions are acts, and which of these are captured. Thread-safe; allocates nothing. */
public final class WantedActs {
  /**
   * The resource that authorizeByResourceType of the interface tries by itself: the calls show
   * where that method has no hook.
   */
  private static final String TRIED_BY_AUTHORIZERS = "hardcode";

  private WantedActs() {}

  /** Whether an act that is not management becomes an event. */
  public static boolean wanted(
      CapturePolicy policy,
      Category category,
      AuthorizableRequestContext context,
      Action action,
      boolean allowed) {
    if (allowed ? !action.logIfAllowed() : !action.logIfDenied()) {
      return false; // Kafka only computes what is visible: no act
    }
    if (action.resourceReferenceCount() == 0
        && action.resourcePattern().name().equals(TRIED_BY_AUTHORIZERS)) {
      return false;
    }
    // A follower's Fetch is replication, not consumption; but only nodes replicate.
    boolean amongNodes =
        action.operation() == AclOperation.CLUSTER_ACTION
            && policy.isAmongNodes(context.listenerName());
    if (amongNodes && allowed) {
      Hooks.NODES.isNode(context.clientAddress());
    }
    Category effective = amongNodes ? Category.Interbroker : category;
    boolean onAuditTopic =
        !(amongNodes && allowed) && onAuditTopic(policy, category, context, action);
    if (allowed && !onAuditTopic && !policy.mayCaptureSuccess(effective)) {
      return false;
    }
    if (allowed && onAuditTopic && isOurs(policy, context)) {
      return false; // the agents' own writing would otherwise be audited for ever
    }
    Outcome outcome = allowed ? Outcome.Success : Outcome.Denied;
    return policy.captures(effective, outcome, context.principal(), onAuditTopic);
  }

  /** Who fetches as nodes do may read every topic, and names none to the authorizer. */
  private static boolean onAuditTopic(
      CapturePolicy policy, Category category, AuthorizableRequestContext context, Action action) {
    return (category == Category.Produce || category == Category.Consume)
        && policy.isOnAuditTopic(action)
        && (action.operation() != AclOperation.CLUSTER_ACTION
            || Apis.id(context) == ApiKeys.FETCH.id);
  }

  /** Whether an agent of this cluster asks, rather than another client with its key. */
  private static boolean isOurs(CapturePolicy policy, AuthorizableRequestContext context) {
    return policy.isWriter(context.principal())
        && context instanceof RequestContext
        && Hooks.NODES.sent((RequestContext) context);
  }
}
