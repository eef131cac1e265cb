package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.Apis;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Decision;
import io.kafkaaudit.agent.capture.Lane;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Outcome;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.jspecify.annotations.Nullable;

/** Hooks of every {@code Authorizer} and of {@code StandardAuthorizerData}. */
public final class AuthorizationHooks {
  private static final ThreadLocal<AuthorizationCall> CALL =
      ThreadLocal.withInitial(AuthorizationCall::new);

  /**
   * What authorizeByResourceType of the interface tries, and nobody asked for: it shows where that
   * method has no hook.
   */
  private static final String TRIED_BY_AUTHORIZERS = "hardcode";

  private AuthorizationHooks() {}

  /** authorize or authorizeByResourceType begins; every call is followed by one of the ends. */
  public static void entered() {
    try {
      CALL.get().entered();
    } catch (Throwable e) {
      Hooks.AUTHORIZATION.failed(e, 0);
    }
  }

  /** The standard authorizer found the rule that decides about an action. */
  public static void matched(Action action, Object rule) {
    try {
      CALL.get().add(action, rule);
    } catch (Throwable e) {
      Hooks.AUTHORIZATION.failed(e, 0);
    }
  }

  /** authorize threw: there is no decision. */
  public static void failed() {
    try {
      AuthorizationCall call = CALL.get();
      if (call.left()) {
        call.forgetRules();
      }
    } catch (Throwable e) {
      Hooks.AUTHORIZATION.failed(e, 0);
    }
  }

  /** authorize returned. Only the outermost call counts: an authorizer may ask its parent class. */
  public static void decided(
      @Nullable List<AuthorizationResult> results,
      AuthorizableRequestContext context,
      List<Action> actions) {
    try {
      AuthorizationCall call = CALL.get();
      if (call.left()) {
        decided(results, context, actions, call);
        call.forgetRules();
      }
    } catch (Throwable e) {
      Hooks.AUTHORIZATION.failed(e, 0);
    }
  }

  /**
   * Kafka's own authorizer returned, which asks no other; it counts unless another one asked it.
   */
  public static void decidedByStandard(
      @Nullable List<AuthorizationResult> results,
      AuthorizableRequestContext context,
      List<Action> actions) {
    try {
      AuthorizationCall call = CALL.get();
      if (call.isOutermost()) {
        decided(results, context, actions, call);
        call.forgetRules();
      }
    } catch (Throwable e) {
      Hooks.AUTHORIZATION.failed(e, 0);
    }
  }

  /** Kafka's own authorizer threw. */
  public static void standardFailed() {
    try {
      AuthorizationCall call = CALL.get();
      if (call.isOutermost()) {
        call.forgetRules();
      }
    } catch (Throwable e) {
      Hooks.AUTHORIZATION.failed(e, 0);
    }
  }

  private static void decided(
      @Nullable List<AuthorizationResult> results,
      AuthorizableRequestContext context,
      List<Action> actions,
      AuthorizationCall call) {
    int events = 0;
    try {
      Lanes lanes = Hooks.lanes;
      if (lanes == null || results == null) {
        return;
      }
      int size = Math.min(actions.size(), results.size());
      events = size;
      if (!Hooks.AUTHORIZATION.closed()) {
        Hooks.AUTHORIZATION.skip(events);
        return;
      }
      Category category = Apis.category(Apis.id(context));
      CapturePolicy policy = Hooks.policy;
      if (category == null || policy == null) {
        return;
      }
      if (category == Category.Management) {
        decidedManagement(context, actions, results, call);
        return;
      }
      for (int i = 0; i < size; i++) {
        Action action = actions.get(i);
        boolean allowed = results.get(i) == AuthorizationResult.ALLOWED;
        if (wanted(policy, category, context, action, allowed)) {
          publish(lanes, category, context, action, allowed, call.ruleOf(action));
        }
        events--;
      }
    } catch (Throwable e) {
      Hooks.AUTHORIZATION.failed(e, events);
    }
  }

  /** authorizeByResourceType returned: may the principal do this on any resource of the type? */
  public static void decidedByType(
      AuthorizationResult result,
      AuthorizableRequestContext context,
      AclOperation operation,
      ResourceType type) {
    int events = 0;
    try {
      AuthorizationCall call = CALL.get();
      if (!call.left()) {
        return;
      }
      call.forgetRules();
      Lanes lanes = Hooks.lanes;
      if (lanes == null) {
        return;
      }
      events = 1;
      if (!Hooks.AUTHORIZATION.closed()) {
        Hooks.AUTHORIZATION.skip(events);
        return;
      }
      Category category = Apis.category(Apis.id(context));
      CapturePolicy policy = Hooks.policy;
      boolean allowed = result == AuthorizationResult.ALLOWED;
      if (category == null || policy == null || (allowed && !policy.mayCaptureSuccess(category))) {
        return;
      }
      Action action =
          new Action(operation, new ResourcePattern(type, "*", PatternType.LITERAL), 1, true, true);
      if (wanted(policy, category, context, action, allowed)) {
        publish(lanes, category, context, action, allowed, null);
      }
    } catch (Throwable e) {
      Hooks.AUTHORIZATION.failed(e, events);
    }
  }

  private static boolean wanted(
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
    // A follower's Fetch is replication, not consumption.
    boolean amongBrokers = action.operation() == AclOperation.CLUSTER_ACTION;
    Category effective = amongBrokers ? Category.Interbroker : category;
    boolean onAuditTopic = !(amongBrokers && allowed) && onAuditTopic(policy, category, action);
    if (allowed && !onAuditTopic && !policy.mayCaptureSuccess(effective)) {
      return false;
    }
    Outcome outcome = allowed ? Outcome.Success : Outcome.Denied;
    return policy.captures(effective, outcome, context.principal(), onAuditTopic);
  }

  private static boolean onAuditTopic(CapturePolicy policy, Category category, Action action) {
    ResourcePattern resource = action.resourcePattern();
    return (category == Category.Produce || category == Category.Consume)
        && resource.resourceType() == ResourceType.TOPIC
        && policy.isAuditTopic(resource.name());
  }

  private static void decidedManagement(
      AuthorizableRequestContext context,
      List<Action> actions,
      List<AuthorizationResult> results,
      AuthorizationCall call) {
    ManagementRequest request = ManagementRequest.of(context);
    if (request == null) {
      return;
    }
    for (int i = 0; i < actions.size() && i < results.size(); i++) {
      Action action = actions.get(i);
      boolean allowed = results.get(i) == AuthorizationResult.ALLOWED;
      request.decided(new Decision(action, allowed, call.ruleOf(action)));
    }
  }

  private static void publish(
      Lanes lanes,
      Category category,
      AuthorizableRequestContext context,
      Action action,
      boolean allowed,
      @Nullable Object rule) {
    Lane lane = allowed ? lanes.other() : lanes.management();
    // A flood of denials leaves a quarter of the lane to management.
    Act act = lane.claim(allowed ? 0 : lane.capacity() / 4);
    if (act == null) {
      return;
    }
    // A reference that a collector has to be told of costs more than a look.
    if (act.kind != Act.Kind.DECISION) {
      act.kind = Act.Kind.DECISION;
    }
    if (act.category != category) {
      act.category = category;
    }
    act.monotonicNanos = System.nanoTime();
    act.context = context;
    act.action = action;
    act.allowed = allowed;
    act.rule = rule;
    lane.publish(act);
  }
}
