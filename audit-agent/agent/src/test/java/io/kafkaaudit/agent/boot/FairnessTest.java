package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Claim;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.agent.delivery.Outbox;
import io.kafkaaudit.agent.delivery.OutboxTest;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.agent.hook.AuthorizationHooks;
import io.kafkaaudit.agent.hook.Hooks;
import io.kafkaaudit.agent.metrics.Counters;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.CaptureRule;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.DeleteGroupsRequest;
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

/**
 * An administrator's 2,000 acts beside a flood of each kind, while the destination takes five
 * events for each of his acts: 5,000 a second where he does 1,000. Time is what is done by turns.
 */
class FairnessTest {
  private static final int ACTS = 2_000;
  private static final int FLOOD = 200;
  private static final int DELIVERED = 5;

  private final AgentSettings settings =
      AgentSettings.builder()
          .topic("audit")
          .captureRule(new CaptureRule(Level.Metadata, Set.of(), Set.of(), List.of()))
          .build();
  private final MemoryPlan plan = new MemoryPlan(settings);
  private final Lanes lanes = new Lanes(plan);
  private final RunIdentity run = new RunIdentity("cluster", 1, UUID.randomUUID());
  private final EventEncoder encoder = new EventEncoder(run, "CONTROLLER");
  private final Outbox outbox = new Outbox(plan.outbox());
  private final Account account =
      new Account("audit", run, encoder, outbox, lanes, new Counters(() -> 0));
  private final CapturePolicy policy = new CapturePolicy(settings, null, Set.of());
  private final Pipeline pipeline =
      new Pipeline(
          lanes,
          account,
          new Teller(
              encoder,
              account,
              new Coalescer(plan.coalescer()),
              new Floods(plan.floods()),
              settings,
              policy));
  private final List<String> delivered = new ArrayList<>();
  private int names;

  @AfterEach
  void close() {
    Hooks.close();
  }

  @Test
  void aFloodOfDeniedReads() throws Exception {
    beside(() -> decide("mallory", AuthorizationResult.DENIED));
  }

  @Test
  void aFloodOfReadsThatAreAllowedAtFullCapture() throws Exception {
    beside(() -> decide("mallory", AuthorizationResult.ALLOWED));
  }

  @Test
  void aFloodOfDeniedReadsOfManySources() throws Exception {
    beside(() -> decide("mallory-" + names % 500, AuthorizationResult.DENIED));
  }

  @Test
  void aFloodOfDeniedManagement() throws Exception {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      groups.add("g" + i);
    }
    DeleteGroupsRequest body =
        new DeleteGroupsRequest.Builder(new DeleteGroupsRequestData().setGroupsNames(groups))
            .build();
    AbstractResponse response =
        body.getErrorResponse(0, new GroupAuthorizationException("not allowed"));
    beside(
        () -> {
          names++;
          if (names % 100 == 0) {
            manage("mallory", body, response, false);
          }
        });
  }

  @Test
  void aFloodOfManagementThatIsAllowed() throws Exception {
    beside(
        () -> {
          if (names++ % 40 == 0) { // as many events as the destination takes
            manage("mallory", createTopics("m" + names), created("m" + names), true);
          }
        });
  }

  @Test
  void aFloodOfFailedLogins() throws Exception {
    beside(
        () -> {
          InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
          Act act = lanes.authentication().claim(address, 600, 1);
          if (act != null) {
            act.kind = Act.Kind.AUTHENTICATION;
            act.category = Category.Authentication;
            act.monotonicNanos = System.nanoTime();
            act.address = address;
            act.principal = "User:guess-" + names++;
            act.identifier = act.principal;
            act.mechanism = "SASL_SSL/PLAIN";
            act.listener = "EXTERNAL";
            act.failure = "Invalid username or password";
            lanes.authentication().publish(act);
          }
        });
  }

  /** One act of a flood. */
  private interface Flooding {
    void act() throws Exception;
  }

  private void beside(Flooding flooding) throws Exception {
    Hooks.open(lanes, policy);
    for (int i = 0; i < ACTS; i++) {
      for (int n = 0; n < FLOOD; n++) {
        flooding.act();
      }
      manage("alice", createTopics("t" + i), created("t" + i), true);
      pipeline.turn();
      delivered.addAll(OutboxTest.taken(outbox, DELIVERED));
    }
    Hooks.close();
    pipeline.drain(System.nanoTime());
    delivered.addAll(OutboxTest.taken(outbox));
    assertThat(delivered.stream().filter(event -> event.contains("User:alice"))).hasSize(ACTS);
    long lost = account.ledger().totals().values().stream().mapToLong(Long::longValue).sum();
    assertThat(delivered.size() + lost).isEqualTo(account.sequence());
  }

  private void decide(String user, AuthorizationResult result) throws Exception {
    Action action =
        new Action(
            AclOperation.READ,
            new ResourcePattern(ResourceType.TOPIC, "t" + names++, PatternType.LITERAL),
            1,
            true,
            true);
    AuthorizationHooks.decidedByStandard(
        List.of(result), context(ApiKeys.FETCH, user), List.of(action));
  }

  private void manage(
      String user, AbstractRequest body, AbstractResponse response, boolean allowed) {
    RequestContext context = context(body.apiKey(), user);
    Claim claim =
        Objects.requireNonNull(Claim.of(lanes.management().room(), context.principal, 4_000));
    ManagementRequest request = new ManagementRequest(body, null, claim);
    if (!allowed) {
      ManagementRequests.deny(request);
    }
    ManagementRequests.publish(lanes, request, context);
    boolean held = request.completed(response, false, 400, lanes, context.principal);
    assertThat(held || !user.equals("alice")).isTrue();
  }

  private static CreateTopicsRequest createTopics(String name) {
    CreateTopicsRequestData data = new CreateTopicsRequestData();
    data.topics().add(new CreateTopicsRequestData.CreatableTopic().setName(name));
    return new CreateTopicsRequest.Builder(data).build((short) 7);
  }

  private static CreateTopicsResponse created(String name) {
    CreateTopicsResponseData data = new CreateTopicsResponseData();
    data.topics().add(new CreateTopicsResponseData.CreatableTopicResult().setName(name));
    return new CreateTopicsResponse(data);
  }

  private static RequestContext context(ApiKeys api, String user) {
    return new RequestContext(
        new RequestHeader(api, api.latestVersion(), "client", 1),
        "10.0.0.1:9092-10.1.2.3:50312-7",
        InetAddress.getLoopbackAddress(),
        new KafkaPrincipal(KafkaPrincipal.USER_TYPE, user),
        ListenerName.normalised("EXTERNAL"),
        SecurityProtocol.SASL_SSL,
        ClientInformation.EMPTY,
        false);
  }
}
