package io.kafkaaudit.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.Garbage;
import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Decided;
import io.kafkaaudit.agent.capture.Lane;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.CaptureRule;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Level;
import io.kafkaaudit.contract.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthorizationHooksTest {
  private static final AuthorizationResult ALLOWED = AuthorizationResult.ALLOWED;
  private static final AuthorizationResult DENIED = AuthorizationResult.DENIED;
  private static final Object RULE = new Object();
  private static final List<Action> REPLICATE =
      List.of(
          new Action(
              AclOperation.CLUSTER_ACTION,
              new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL),
              1,
              true,
              true));

  private Lanes lanes;

  @AfterEach
  void close() {
    Hooks.close();
  }

  @Test
  void whatIsLeftOutAllocatesNothing() {
    open(AgentSettings.builder().excludedPrincipals(Set.of("User:probe")));
    RequestContext context = context(ApiKeys.FETCH, "alice");
    List<Action> actions = List.of(action(AclOperation.READ, "orders"));
    List<AuthorizationResult> results = List.of(ALLOWED);
    Garbage.assertNone(() -> authorize(context, actions, results));
    assertThat(taken(lanes.other())).isEmpty();
  }

  @Test
  void whatIsCapturedAllocatesNothing() {
    open(
        AgentSettings.builder()
            .excludedPrincipals(Set.of("User:probe"))
            .captureRule(rule(Level.None, Category.Consume, "User:noise"))
            .captureRule(rule(Level.Metadata, Category.Consume, "User:alice")));
    RequestContext context = context(ApiKeys.FETCH, "alice");
    List<Action> actions =
        List.of(action(AclOperation.READ, "orders"), action(AclOperation.READ, "payroll"));
    List<AuthorizationResult> results = List.of(ALLOWED, DENIED);
    Garbage.assertNone(
        () -> {
          authorize(context, actions, results);
          assertTaken(lanes.other());
          assertTaken(lanes.denials());
        });
  }

  @Test
  void eachActionKeepsItsOwnRule() {
    open(AgentSettings.builder());
    List<Action> actions = new ArrayList<>();
    List<AuthorizationResult> results = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      actions.add(action(AclOperation.READ, "same"));
      results.add(DENIED);
      AuthorizationHooks.matched(actions.get(i), i);
    }
    AuthorizationHooks.decidedByStandard(results, context(ApiKeys.FETCH, "alice"), actions);

    List<Act> acts = taken(lanes.denials());
    assertThat(acts).singleElement().matches(act -> !act.allowed);
    Decided decided = acts.get(0).decided;
    assertThat(decided.size()).isEqualTo(1_001);
    for (int i = 0; i < decided.size(); i++) {
      assertThat(decided.rule(i)).isEqualTo(i);
    }
  }

  @Test
  void manyDecisionsTakeOneSlotForEachResultAndTheBytesOfAll() {
    open(AgentSettings.builder().captureRule(rule(Level.Metadata, Category.Consume, "User:alice")));
    List<Action> actions = new ArrayList<>();
    List<AuthorizationResult> results = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      actions.add(action(AclOperation.READ, "t" + i));
      results.add(i % 2 == 0 ? ALLOWED : DENIED);
    }
    authorize(context(ApiKeys.FETCH, "alice"), actions, results);

    assertThat(lanes.denials().used()).isOne();
    assertThat(lanes.other().used()).isOne();
    assertThat(lanes.denials().room().used()).isBetween(3_000 * 100L, 3_000 * 200L);
    taken(lanes.denials());
    assertThat(lanes.denials().room().used()).isZero();
  }

  @Test
  void whatFindsNoRoomIsRefusedWithAllThatWasDenied() {
    open(AgentSettings.builder());
    List<Action> actions = new ArrayList<>();
    List<AuthorizationResult> results = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      actions.add(action(AclOperation.READ, "t" + i));
      results.add(i == 7 ? ALLOWED : DENIED);
    }
    authorize(context(ApiKeys.FETCH, "mallory"), actions, results);

    assertThat(lanes.denials().used()).isZero();
    assertThat(lanes.denials().refused()).isEqualTo(99_999);
    authorize(
        context(ApiKeys.FETCH, "bob"), List.of(action(AclOperation.READ, "t")), List.of(DENIED));
    assertThat(lanes.denials().used()).isOne();
  }

  @Test
  void aLongClientIdHoldsItsBytes() {
    open(
        AgentSettings.builder()
            .captureRule(rule(Level.Metadata, Category.Consume, "User:mallory")));
    RequestContext context =
        new RequestContext(
            new RequestHeader(ApiKeys.FETCH, (short) 12, "x".repeat(32_000), 5),
            "c",
            java.net.InetAddress.getLoopbackAddress(),
            new KafkaPrincipal(KafkaPrincipal.USER_TYPE, "mallory"),
            new ListenerName("EXTERNAL"),
            SecurityProtocol.SASL_SSL,
            ClientInformation.EMPTY,
            false);
    for (int i = 0; i < 8_000; i++) {
      authorize(context, List.of(action(AclOperation.READ, "t")), List.of(ALLOWED));
    }
    assertThat(lanes.other().room().used()).isLessThanOrEqualTo(lanes.other().room().capacity());
    assertThat(lanes.other().used()).isPositive().isLessThan(100);
    assertThat(lanes.other().refused()).isEqualTo(8_000 - lanes.other().used());
  }

  @Test
  void ofARuleMadeForOneDecisionOnlyItsAclIsKept() {
    open(AgentSettings.builder());
    Action action = action(AclOperation.READ, "orders");
    AclRule rule = () -> RULE;
    AuthorizationHooks.matched(action, rule);
    AuthorizationHooks.decidedByStandard(
        List.of(DENIED), context(ApiKeys.FETCH, "alice"), List.of(action));
    assertThat(taken(lanes.denials())).singleElement().matches(act -> act.rule == RULE);
  }

  @Test
  void anAuthorizerThatAsksItsParentDecidesOnce() {
    open(AgentSettings.builder());
    RequestContext context = context(ApiKeys.FETCH, "alice");
    List<Action> actions = List.of(action(AclOperation.READ, "orders"));
    AuthorizationHooks.entered();
    authorize(context, actions, List.of(ALLOWED));
    AuthorizationHooks.decided(List.of(DENIED), context, actions);
    assertThat(taken(lanes.denials())).singleElement().matches(act -> act.rule == RULE);
  }

  @Test
  void whatTheAuthorizerAsksItselfForATypeIsNoActOfItsOwn() {
    open(AgentSettings.builder());
    RequestContext context = context(ApiKeys.INIT_PRODUCER_ID, "alice");
    AuthorizationHooks.entered();
    authorize(context, List.of(action(AclOperation.WRITE, "hardcode")), List.of(DENIED));
    AuthorizationHooks.decidedByType(DENIED, context, AclOperation.WRITE, ResourceType.TOPIC);
    assertThat(taken(lanes.denials()))
        .singleElement()
        .matches(act -> act.rule == null && act.action.resourcePattern().name().equals("*"));
  }

  @Test
  void norIsItWhereTheInterfaceHasNoHook() {
    open(AgentSettings.builder());
    ResourcePattern tried =
        new ResourcePattern(ResourceType.TOPIC, "hardcode", PatternType.LITERAL);
    List<Action> actions = List.of(new Action(AclOperation.WRITE, tried, 0, true, true));
    authorize(context(ApiKeys.INIT_PRODUCER_ID, "alice"), actions, List.of(DENIED));
    assertThat(taken(lanes.denials())).isEmpty();

    actions = List.of(new Action(AclOperation.WRITE, tried, 1, true, true));
    authorize(context(ApiKeys.PRODUCE, "alice"), actions, List.of(DENIED));
    assertThat(taken(lanes.denials())).hasSize(1); // a topic of that name
  }

  @Test
  void afterAnAuthorizerFailedTheNextCallDecides() {
    open(AgentSettings.builder());
    AuthorizationHooks.entered();
    AuthorizationHooks.failed();
    AuthorizationHooks.standardFailed();
    authorize(
        context(ApiKeys.FETCH, "alice"),
        List.of(action(AclOperation.READ, "orders")),
        List.of(DENIED));
    assertThat(taken(lanes.denials())).hasSize(1);
  }

  @Test
  void replicationIsTrafficAmongBrokersThoughItIsAFetch() {
    open(
        AgentSettings.builder().captureRule(rule(Level.Metadata, Category.Interbroker, "User:b2")));
    authorize(context(ApiKeys.FETCH, "b2"), REPLICATE, List.of(ALLOWED));
    authorize(context(ApiKeys.FETCH, "b3"), REPLICATE, List.of(ALLOWED));
    assertThat(taken(lanes.other())).hasSize(1);
  }

  @Test
  void whoReplicatesByAListenerOfClientsMayReadTheAuditTopics() {
    open(AgentSettings.builder());
    authorize(context(ApiKeys.FETCH, "b2", "CLIENTS", "10.9.0.1"), REPLICATE, List.of(ALLOWED));
    assertThat(taken(lanes.other()))
        .singleElement()
        .matches(act -> act.category == Category.Consume);

    RequestContext epochs = context(ApiKeys.OFFSET_FOR_LEADER_EPOCH, "b2", "CLIENTS", "10.9.0.1");
    authorize(epochs, REPLICATE, List.of(ALLOWED));
    assertThat(taken(lanes.other())).as("Kafka asks so of every consumer").isEmpty();
  }

  @Test
  void whatAnAgentWritesIsLeftOutAndWhatItsKeyWritesElsewhereIsNot() {
    open(AgentSettings.builder());
    List<Action> write = List.of(action(AclOperation.WRITE, "audit"));
    authorize(context(ApiKeys.PRODUCE, "writer", "CLIENTS", "10.9.0.2"), write, List.of(ALLOWED));
    assertThat(taken(lanes.other())).as("from nobody's address").hasSize(1);

    authorize(context(ApiKeys.FETCH, "b2", "EXTERNAL", "10.9.0.2"), REPLICATE, List.of(ALLOWED));
    authorize(context(ApiKeys.PRODUCE, "writer", "CLIENTS", "10.9.0.2"), write, List.of(ALLOWED));
    assertThat(taken(lanes.other())).as("from a node's address").isEmpty();
    authorize(context(ApiKeys.PRODUCE, "alice", "CLIENTS", "10.9.0.2"), write, List.of(ALLOWED));
    assertThat(taken(lanes.other())).as("somebody else there").hasSize(1);
    authorize(context(ApiKeys.PRODUCE, "writer", "CLIENTS", "10.9.0.2"), write, List.of(DENIED));
    assertThat(taken(lanes.denials())).as("what it may not do").hasSize(1);
  }

  @Test
  void whatAnyClientReplicatesMakesItsAddressNoNodes() {
    open(AgentSettings.builder());
    List<Action> write = List.of(action(AclOperation.WRITE, "audit"));
    authorize(context(ApiKeys.FETCH, "b2", "CLIENTS", "10.9.0.3"), REPLICATE, List.of(ALLOWED));
    authorize(context(ApiKeys.FETCH, "b2", "EXTERNAL", "10.9.0.3"), REPLICATE, List.of(DENIED));
    taken(lanes.other());
    authorize(context(ApiKeys.PRODUCE, "writer", "CLIENTS", "10.9.0.3"), write, List.of(ALLOWED));
    assertThat(taken(lanes.other())).hasSize(1);
  }

  private void open(AgentSettings.Builder builder) {
    AgentSettings settings = builder.topic("audit").build();
    lanes = new Lanes(new MemoryPlan(settings));
    Hooks.open(lanes, new CapturePolicy(settings, "User:writer", Set.of("EXTERNAL")));
  }

  /** What the standard authorizer does. */
  private static void authorize(
      RequestContext context, List<Action> actions, List<AuthorizationResult> results) {
    for (int i = 0; i < actions.size(); i++) {
      AuthorizationHooks.matched(actions.get(i), RULE);
    }
    AuthorizationHooks.decidedByStandard(results, context, actions);
  }

  private static List<Act> taken(Lane lane) {
    List<Act> acts = new ArrayList<>();
    while (lane.take(
        act -> {
          Act kept = new Act();
          kept.copyFrom(act);
          acts.add(kept);
        })) {}
    return acts;
  }

  private static void assertTaken(Lane lane) {
    if (!lane.take(act -> {})) {
      throw new AssertionError("no act was captured");
    }
  }

  private static CaptureRule rule(Level level, Category category, String principal) {
    return new CaptureRule(level, Set.of(category), Set.of(Outcome.Success), List.of(principal));
  }

  private static Action action(AclOperation operation, String topic) {
    return new Action(
        operation,
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        1,
        true,
        true);
  }

  private static RequestContext context(ApiKeys api, String user) {
    return context(api, user, "EXTERNAL", "127.0.0.1");
  }

  private static RequestContext context(ApiKeys api, String user, String listener, String address) {
    return new RequestContext(
        new RequestHeader(api, api.latestVersion(), "client-1", 5),
        "10.0.0.1:9092-10.1.2.3:50312-7",
        new java.net.InetSocketAddress(address, 1).getAddress(),
        new KafkaPrincipal(KafkaPrincipal.USER_TYPE, user),
        new ListenerName(listener),
        SecurityProtocol.SASL_SSL,
        ClientInformation.EMPTY,
        false);
  }
}
