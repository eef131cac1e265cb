package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.Apis;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Decided;
import io.kafkaaudit.agent.capture.Lane;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementActs;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.Category;
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
      int api = Apis.id(context);
      Category category = Apis.category(api);
      CapturePolicy policy = Hooks.policy;
      if (category == null || policy == null) {
        return;
      }
      if (category == Category.Management
          || (ManagementActs.mayBe(api) && ManagementRequest.of(context) != null)) {
        decidedManagement(context, actions, results, call);
      } else if (size <= AuthorizationCall.FEW) {
        for (int i = 0; i < size; i++) {
          Action action = actions.get(i);
          boolean allowed = results.get(i) == AuthorizationResult.ALLOWED;
          if (WantedActs.wanted(policy, category, context, action, allowed)) {
            publish(lanes, category, context, action, allowed, call.ruleOf(action));
          }
          events--;
        }
      } else {
        decidedMany(lanes, policy, category, context, call.decided(actions, results));
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
      if (WantedActs.wanted(policy, category, context, action, allowed)) {
        publish(lanes, category, context, action, allowed, null);
      }
    } catch (Throwable e) {
      Hooks.AUTHORIZATION.failed(e, events);
    }
  }

  private static void decidedManagement(
      AuthorizableRequestContext context,
      List<Action> actions,
      List<AuthorizationResult> results,
      AuthorizationCall call) {
    ManagementRequest request = ManagementRequest.of(context);
    if (request != null) {
      Decided decided = call.decided(actions, results);
      request.decided(decided, allows(decided, Apis.operation(Apis.id(context))));
    }
  }

  /** Whether the operation was allowed on one resource at least. */
  private static boolean allows(Decided decided, AclOperation operation) {
    for (int i = 0; i < decided.size(); i++) {
      if (decided.allowed(i) && decided.action(i).operation() == operation) {
        return true;
      }
    }
    return false;
  }

  /**
   * A decision about several actions takes one slot for what was allowed and one for what was
   * denied, however many there are; the encoder thread walks over them.
   */
  private static void decidedMany(
      Lanes lanes,
      CapturePolicy policy,
      Category category,
      AuthorizableRequestContext context,
      Decided decided) {
    int allowed = 0;
    int denied = 0;
    for (int i = 0; i < decided.size(); i++) {
      boolean allows = decided.allowed(i);
      if (WantedActs.wanted(policy, category, context, decided.action(i), allows)) {
        allowed += allows ? 1 : 0;
        denied += allows ? 0 : 1;
      }
    }
    if (denied > 0) {
      publish(lanes.denials(), category, context, decided, false, denied);
    }
    if (allowed > 0) {
      publish(lanes.other(), category, context, decided, true, allowed);
    }
  }

  private static void publish(
      Lane lane,
      Category category,
      AuthorizableRequestContext context,
      Decided decided,
      boolean allowed,
      int events) {
    long bytes = decided.bytes() + MemoryOf.request(context);
    Act act = lane.claim(context.principal(), bytes, events);
    if (act == null) {
      return;
    }
    act.kind = Act.Kind.DECISIONS;
    act.category = category;
    act.monotonicNanos = System.nanoTime();
    act.context = context;
    act.decided = decided;
    act.allowed = allowed;
    lane.publish(act);
  }

  private static void publish(
      Lanes lanes,
      Category category,
      AuthorizableRequestContext context,
      Action action,
      boolean allowed,
      @Nullable Object rule) {
    Lane lane = allowed ? lanes.other() : lanes.denials();
    int more = action.resourcePattern().name().length();
    // What an allowed act typically holds on to is part of its slot.
    Act act =
        allowed && MemoryOf.isTypical(context, more)
            ? lane.claim()
            : lane.claim(context.principal(), MemoryOf.request(context) + 2L * more, 1);
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
