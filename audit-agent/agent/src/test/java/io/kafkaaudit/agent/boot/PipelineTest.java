package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Claim;
import io.kafkaaudit.agent.capture.ClientSoftware;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.agent.delivery.Outbox;
import io.kafkaaudit.agent.delivery.OutboxTest;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.agent.metrics.Counters;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.LossCause;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.DefaultChannelMetadataRegistry;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private static final int TOPICS = 10_000;

  private final AgentSettings settings = AgentSettings.builder().topic("audit").build();
  private final Lanes lanes = new Lanes(new MemoryPlan(settings));
  private final RunIdentity run = new RunIdentity("cluster", 1, UUID.randomUUID());
  private final EventEncoder encoder = new EventEncoder(run, "CONTROLLER");
  private final Outbox outbox = new Outbox(1L << 30);
  private final Account account =
      new Account("audit", run, encoder, outbox, lanes, new Counters(() -> 0));
  private final Pipeline pipeline = pipeline(account);

  @Test
  void aRequestAboutVeryManyResourcesLeavesTurnsToOthers() throws Exception {
    request(created(TOPICS), "alice", true);
    assertThat(pipeline.turn()).isTrue();
    assertThat(pipeline.turn()).isTrue();
    assertThat(account.sequence()).isPositive().isLessThan(TOPICS);

    long before = account.sequence();
    login();
    assertThat(pipeline.turn()).isTrue();
    assertThat(lanes.authentication().used()).isZero();
    assertThat(account.sequence()).isGreaterThan(before).isLessThan(TOPICS);

    pipeline.drain(System.nanoTime());
    assertThat(account.sequence()).isEqualTo(TOPICS + 1);
    assertThat(account.ledger().isEmpty()).isTrue();
  }

  @Test
  void aLargeRequestHoldsUpNoSmallOneOfAnother() throws Exception {
    request(created(TOPICS), "alice", true);
    request(created(1), "bob", true);
    pipeline.turn();
    pipeline.turn();
    assertThat(taken(outbox)).anyMatch(event -> event.contains("User:bob"));
    assertThat(account.sequence()).isLessThan(TOPICS);
  }

  @Test
  void whatIsDeniedInAFloodIsOneEventAndACount() throws Exception {
    request(denied(TOPICS), "mallory", false);
    pipeline.drain(System.nanoTime());

    List<String> events = taken(outbox);
    List<String> floods = events.stream().filter(event -> event.contains("\"flood\"")).toList();
    // A second may end at any moment: then it begins anew.
    assertThat(events.size() - floods.size()).isBetween(100, 100 * floods.size() + 100);
    assertThat(events.stream().mapToLong(PipelineTest::count).sum()).isEqualTo(TOPICS);
    assertThat(floods)
        .isNotEmpty()
        .allMatch(event -> event.contains("\"granted\":false"))
        .allMatch(event -> event.contains("\"errorName\":\"TOPIC_AUTHORIZATION_FAILED\""))
        .allMatch(event -> event.contains("\"flood\":{\"distinct\":"));
    assertThat(lanes.denials().room().used()).isZero();
    assertThat(lanes.management().room().used()).isZero();
  }

  @Test
  void whatTheOutboxHasNoRoomForNowIsToldLater() throws Exception {
    Outbox small = new Outbox(200_000);
    Account of = new Account("audit", run, encoder, small, lanes, new Counters(() -> 0));
    Pipeline waiting = pipeline(of);
    request(created(TOPICS), "alice", true);
    int told = 0;
    for (int i = 0; i < 10 * TOPICS && told < TOPICS; i++) {
      waiting.turn();
      told += taken(small).size();
    }
    assertThat(told).isEqualTo(TOPICS);
    assertThat(of.sequence()).isEqualTo(TOPICS);
    assertThat(of.ledger().isEmpty()).isTrue();
  }

  @Test
  void whatTheOutboxNeverHasRoomForIsNamedAsLost() throws Exception {
    Outbox small = new Outbox(200_000);
    Account of = new Account("audit", run, encoder, small, lanes, new Counters(() -> 0));
    Pipeline stopping = pipeline(of);
    request(created(TOPICS), "alice", true);
    stopping.drain(System.nanoTime());

    List<String> events = taken(small);
    assertThat(of.ledger().totals())
        .containsExactly(Map.entry(LossCause.OutboxFull, (long) TOPICS - (events.size() - 1)));
    assertThat(events.get(events.size() - 1)).contains("agent/loss", "\"cause\":\"OutboxFull\"");
    assertThat(lanes.management().room().used()).isZero();
  }

  @Test
  void aLoginThatWaitsForItsSoftwareTakesItsNumberWhenItIsTold() throws Exception {
    DefaultChannelMetadataRegistry client = new DefaultChannelMetadataRegistry();
    login(client);
    request(created(1), "alice", true);
    pipeline.turn();
    pipeline.turn();
    assertThat(taken(outbox)).singleElement().asString().contains("CreateTopics");

    client.registerClientInformation(new ClientInformation("apache-kafka-java", "4.3.1"));
    pipeline.turn();
    assertThat(taken(outbox))
        .singleElement()
        .asString()
        .contains("\"sequence\":\"00000000000000000002\"")
        .contains("\"clientSoftware\":{\"name\":\"apache-kafka-java\",\"version\":\"4.3.1\"}");
    assertThat(lanes.authentication().room().used()).isZero();
  }

  @Test
  void aRunThatEndsTellsTheLoginsThatWait() throws Exception {
    for (int i = 0; i < 3; i++) {
      login(new DefaultChannelMetadataRegistry());
    }
    pipeline.drain(System.nanoTime());

    assertThat(taken(outbox)).hasSize(3).noneMatch(event -> event.contains("clientSoftware"));
    assertThat(account.sequence()).isEqualTo(3);
    assertThat(account.ledger().isEmpty()).isTrue();
    assertThat(lanes.authentication().room().used()).isZero();
  }

  private void login(DefaultChannelMetadataRegistry client) {
    Act act = lanes.authentication().claim(InetAddress.getLoopbackAddress(), 600, 1);
    act.kind = Act.Kind.AUTHENTICATION;
    act.category = Category.Authentication;
    act.monotonicNanos =
        System.nanoTime() + TimeUnit.HOURS.toNanos(1); // a slow test changes nothing
    act.principal = "User:alice";
    act.software = new ClientSoftware(client);
    lanes.authentication().publish(act);
  }

  private Pipeline pipeline(Account of) {
    Teller teller =
        new Teller(
            encoder,
            of,
            new Coalescer(1_048_576),
            new Floods(1_048_576),
            settings,
            new CapturePolicy(settings, null));
    return new Pipeline(lanes, of, teller);
  }

  private static long count(String event) {
    Matcher count = Pattern.compile("\"count\":([0-9]+)").matcher(event);
    return count.find() ? Long.parseLong(count.group(1)) : 1;
  }

  /** Takes out all that waits. */
  private static List<String> taken(Outbox outbox) throws InterruptedException {
    return OutboxTest.taken(outbox);
  }

  private static CreateTopicsRequest topics(int count) {
    CreateTopicsRequestData data = new CreateTopicsRequestData();
    for (int i = 0; i < count; i++) {
      data.topics().add(new CreateTopicsRequestData.CreatableTopic().setName("t" + i));
    }
    return new CreateTopicsRequest.Builder(data).build((short) 7);
  }

  private static ManagementRequestBody created(int count) {
    CreateTopicsResponseData data = new CreateTopicsResponseData();
    for (int i = 0; i < count; i++) {
      data.topics().add(new CreateTopicsResponseData.CreatableTopicResult().setName("t" + i));
    }
    return new ManagementRequestBody(topics(count), new CreateTopicsResponse(data));
  }

  private static ManagementRequestBody denied(int count) {
    CreateTopicsRequest body = topics(count);
    return new ManagementRequestBody(
        body, body.getErrorResponse(0, new TopicAuthorizationException("not allowed")));
  }

  private record ManagementRequestBody(CreateTopicsRequest body, AbstractResponse response) {}

  private void request(ManagementRequestBody of, String user, boolean allowed) {
    KafkaPrincipal principal = new KafkaPrincipal(KafkaPrincipal.USER_TYPE, user);
    Claim claim = Claim.of(lanes.management().room(), principal, 10_000);
    ManagementRequest request = new ManagementRequest(of.body(), null, claim);
    if (allowed) {
      ManagementRequests.allow(request);
    } else {
      ManagementRequests.deny(request);
    }
    assertThat(request.completed(of.response(), false, 10_000, lanes, principal)).isTrue();
    RequestContext context =
        new RequestContext(
            new RequestHeader(ApiKeys.CREATE_TOPICS, (short) 7, "admin", 1),
            "c",
            InetAddress.getLoopbackAddress(),
            principal,
            ListenerName.normalised("EXTERNAL"),
            SecurityProtocol.PLAINTEXT,
            ClientInformation.EMPTY,
            false);
    ManagementRequests.publish(lanes, request, context);
  }

  private void login() {
    Act act = lanes.authentication().claim();
    act.kind = Act.Kind.AUTHENTICATION;
    act.category = Category.Authentication;
    act.monotonicNanos = System.nanoTime();
    act.principal = "User:alice";
    lanes.authentication().publish(act);
  }
}
