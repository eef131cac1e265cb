package io.kafkaaudit.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.ClientConnection;
import io.kafkaaudit.agent.capture.Forwarder;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.ClientField;
import io.kafkaaudit.contract.Forwarded;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.DeleteGroupsRequest;
import org.apache.kafka.common.requests.EnvelopeRequest;
import org.apache.kafka.common.requests.EnvelopeResponse;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.RequestAndSize;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestHooksTest {
  private static final CreateTopicsResponse RESPONSE =
      new CreateTopicsResponse(new CreateTopicsResponseData());

  private static final EnvelopeResponse ENVELOPE_RESPONSE =
      new EnvelopeResponse(ByteBuffer.allocate(0), Errors.NONE);

  private Lanes lanes;

  @BeforeEach
  void open() {
    open(AgentSettings.builder());
  }

  private void open(AgentSettings.Builder builder) {
    AgentSettings settings = builder.topic("audit").build();
    lanes = new Lanes(new MemoryPlan(settings));
    Hooks.open(lanes, new CapturePolicy(settings, null));
  }

  @AfterEach
  void close() {
    Hooks.close();
    Hooks.unseenForwarding = UnseenForwarding.NONE;
  }

  @Test
  void aForwardedRequestKeepsItsResponseForBrokersThatReportAtTheEdge() {
    open(AgentSettings.builder().forwarded(Forwarded.Edge));
    Context context = client("c");

    CreateTopicsRequest body = createTopics("t");
    parsed(body, context);
    RequestHooks.forwarding(context, body);
    responding(context, RESPONSE, false);

    ManagementRequest request = request(context);
    assertThat(request.whollyPassedOn()).isTrue();
    assertThat(request.response()).isSameAs(RESPONSE);
  }

  @Test
  void whatTheControllerTellsHoldsNothingHere() {
    Context context = client("c");
    CreateTopicsRequest body = createTopics("t");
    parsed(body, context);
    RequestHooks.forwarding(context, body);
    responding(context, RESPONSE, false);

    assertThat(request(context).dropped()).isTrue();
    assertThat(lanes.management().room().used()).isZero();
    assertThat(lanes.management().refused()).isZero();
  }

  @Test
  void aRequestForWhichThereIsNoRoomIsLostWithAllItsResources() {
    Context context = client("c");
    RequestHooks.parsed(new RequestAndSize(createTopics("a", "b", "c"), 10_000_000), context);

    assertThat(lanes.management().refused()).isEqualTo(3);
    assertThat(ManagementRequest.of(context)).isNull();
    parsed(createTopics("t"), client("c"));
    assertThat(lanes.management().used()).isOne();
  }

  @Test
  void aResponseForWhichThereIsNoRoomLosesTheRequest() {
    Context context = client("c");
    parsed(createTopics("a", "b", "c"), context);
    RequestHooks.responding(ByteBuffer.allocate(10_000_000), context, RESPONSE, false);

    assertThat(lanes.management().refused()).isEqualTo(3);
    assertThat(lanes.management().room().used()).isZero();
    assertThat(request(context).dropped()).isTrue();
    assertThat(request(context).response()).isNull();
  }

  @Test
  void whatHoldsTheContextIsAsGoodAsTheContext() {
    Context context = client("c");
    parsed(createTopics("t", "u"), context);
    CreateTopicsRequest rest = createTopics("t");

    RequestHooks.forwarding((PassedOnRequest) () -> context, rest);

    assertThat(request(context).passedOn()).isSameAs(rest);
    assertThat(request(context).whollyPassedOn()).isFalse();
  }

  @Test
  void aRequestInAnEnvelopeTellsWhichBrokerSentIt() {
    parsed(envelope(), broker("b-1", "broker", "7"));
    Context inner = client("b-1");
    parsed(createTopics("t"), inner);

    assertThat(request(inner).forwardedBy().nodeId()).isEqualTo(7);
    assertThat(request(inner).forwardedBy().principal()).hasToString("User:broker");
    assertThat(request(inner).forwardedBy().address()).isEqualTo(InetAddress.getLoopbackAddress());
    assertThat(request(inner).enveloped()).isTrue(); // before any response, too

    responding(inner, RESPONSE, true);
    assertThat(request(inner).forwardedBy()).isNotNull();
  }

  @Test
  void aControllerLearnsFromTheBrokersAgentOnWhichConnectionTheClientIs() {
    parsed(throughTheWire(envelopeFrom(client("c-1"))), broker("b-6", "broker", "7"));
    Context inner = client("b-6");
    parsed(createTopics("t"), inner);
    ClientConnection client = request(inner).forwardedBy().client();
    assertThat(client.connectionId()).isEqualTo("c-1");
    assertThat(client.listener()).isEqualTo("EXTERNAL");
    assertThat(client.protocol()).isEqualTo(SecurityProtocol.SASL_PLAINTEXT);
    assertThat(lanes.management().room().used()).as("what is told counts").isGreaterThan(1_000);

    Context read = new Context(ApiKeys.DESCRIBE_QUORUM, "b-6", "admin", "admin-client");
    parsed(offsetCommit(3), read); // any request that is not management
    assertThat(Forwarder.attachedTo(read).client().connectionId()).isEqualTo("c-1");
    assertThat(ManagementRequest.of(read)).isNull();
  }

  @Test
  void whatAnEnvelopeTellsIsForgottenWithItsResponse() {
    Context envelope = broker("b-7", "mallory", "7");
    parsed(throughTheWire(envelopeFrom(client("c-1"))), envelope);
    responding(envelope, ENVELOPE_RESPONSE, false); // Kafka refused it, say
    Context direct = client("b-7");
    parsed(createTopics("t"), direct);
    assertThat(request(direct).forwardedBy().client()).isNull();

    Context read = new Context(ApiKeys.DESCRIBE_QUORUM, "b-7", "mallory", "7");
    parsed(offsetCommit(3), read);
    assertThat(Forwarder.attachedTo(read)).isNull();

    parsed(envelope(), envelope); // of an agent that tells nothing
    Context inner = client("b-7");
    parsed(createTopics("t"), inner);
    assertThat(request(inner).forwardedBy().client()).isNull();
  }

  @Test
  void whatAnEnvelopeHoldsBesideOursIsPassedOver() {
    byte[] ours = ClientConnection.encode(client("c-1"));
    List<RawTaggedField> fields =
        List.of(
            new RawTaggedField(ClientField.TAG + 1, ours),
            new RawTaggedField(ClientField.TAG, new byte[ClientField.MOST_BYTES + 1]),
            new RawTaggedField(ClientField.TAG, new byte[0]),
            new RawTaggedField(0, ours));
    for (RawTaggedField field : fields) {
      EnvelopeRequest hostile = envelope();
      hostile.data().unknownTaggedFields().add(field);
      parsed(hostile, broker("b-8", "broker", "7"));
      Context inner = client("b-8");
      parsed(createTopics("t"), inner);
      assertThat(request(inner).forwardedBy().nodeId()).isEqualTo(7);
      assertThat(request(inner).forwardedBy().client()).as(field.toString()).isNull();
    }
    EnvelopeRequest later = envelope();
    later.data().unknownTaggedFields().add(new RawTaggedField(3, new byte[5])); // of a newer Kafka
    later.data().unknownTaggedFields().add(new RawTaggedField(ClientField.TAG, ours));
    assertThat(EnvelopeHooks.content(throughTheWire(later))).isEqualTo(ours);
  }

  @Test
  void anAgentThatCapturesNothingTellsNothing() {
    Hooks.close();
    assertThat(envelopeFrom(client("c")).data().unknownTaggedFields()).isEmpty();
  }

  @Test
  void anEnvelopeOfUnknownShapeRestsNoOtherHook() {
    EnvelopeHooks.made(null, client("c"));
    assertThat(Hooks.ENVELOPE.closed()).isFalse();
    assertThat(Hooks.REQUEST.closed()).isTrue();
    assertThat(Hooks.ENVELOPE.skipped()).isZero();
    Context context = client("c");
    parsed(createTopics("t"), context);
    assertThat(request(context)).isNotNull();
  }

  private static EnvelopeRequest envelopeFrom(Context client) {
    EnvelopeRequest.Builder builder =
        new EnvelopeRequest.Builder(ByteBuffer.allocate(3), new byte[0], new byte[4]);
    EnvelopeHooks.made(builder, client);
    builder.build((short) 0); // Kafka builds it anew for each attempt
    return builder.build((short) 0);
  }

  /** Also that a controller without agent takes it: Kafka's own code writes and reads it. */
  private static EnvelopeRequest throughTheWire(EnvelopeRequest request) {
    return EnvelopeRequest.parse(request.serialize(), (short) 0);
  }

  @Test
  void theLatestIdentityOnAConnectionCounts() {
    parsed(envelope(), broker("b-2", "old", "7"));
    parsed(envelope(), broker("b-2", "new", "no-number"));
    Context inner = client("b-2");
    parsed(createTopics("t"), inner);

    assertThat(request(inner).forwardedBy().principal()).hasToString("User:new");
    assertThat(request(inner).forwardedBy().nodeId()).isEqualTo(-1);
  }

  @Test
  void aRequestThatWasAnsweredDirectlyWasForwardedByNobody() {
    parsed(envelope(), broker("b-3", "broker", "7"));
    Context direct = client("b-3");
    parsed(createTopics("t"), direct);
    responding(direct, RESPONSE, false);
    Context other = client("another");
    parsed(createTopics("t"), other);

    assertThat(request(direct).forwardedBy()).isNull();
    assertThat(request(direct).enveloped()).isFalse();
    assertThat(request(other).forwardedBy()).isNull();
  }

  @Test
  void whatIsNotAnsweredBeforeItsEnvelopeNeverWillBe() {
    Context envelope = broker("b-4", "broker", "7");
    parsed(envelope(), envelope);
    Context refused = client("b-4");
    parsed(createTopics("t"), refused);
    responding(envelope, ENVELOPE_RESPONSE, false);
    assertThat(request(refused).handedBack()).isTrue();

    parsed(envelope(), envelope);
    Context answered = client("b-4");
    parsed(createTopics("t"), answered);
    responding(answered, RESPONSE, true);
    responding(envelope, ENVELOPE_RESPONSE, false);
    assertThat(request(answered).handedBack()).isFalse();
  }

  @Test
  void whereForwardingIsNotSeenWhatBrokersPassOnIsNotTold() {
    AtomicBoolean seen = new AtomicBoolean();
    Hooks.broker(seen::get, Set.of("CONTROLLER"));
    Context created = client("c");
    parsed(createTopics("t"), created);
    Context deleted = new Context(ApiKeys.DELETE_GROUPS, "c", "admin", "admin-client");
    parsed(deleteGroups(), deleted);

    assertThat(request(created).whollyPassedOn()).isTrue();
    assertThat(request(deleted).passedOn()).isNull(); // every broker answers that by itself

    seen.set(true);
    Context later = client("c");
    parsed(createTopics("t"), later);
    assertThat(request(later).passedOn()).isNull();
  }

  @Test
  void whereForwardingIsNotSeenAControllerTellsWhatItDecides() {
    Hooks.broker(() -> false, Set.of("EXTERNAL"));
    Context direct = client("c");
    parsed(createTopics("t"), direct);
    assertThat(request(direct).passedOn()).isNull();

    Hooks.broker(() -> false, Set.of("CONTROLLER"));
    parsed(envelope(), broker("b-5", "broker", "7"));
    Context inner = client("b-5");
    parsed(createTopics("t"), inner);
    assertThat(request(inner).passedOn()).isNull();
  }

  @Test
  void aRequestThatFindsNoSlotIsLostWithAllItsResources() {
    while (lanes.management().dropped() == 0) {
      parsed(createTopics("t"), client("c"));
    }
    long before = lanes.management().dropped();

    parsed(createTopics("a", "b", "c"), client("c"));

    assertThat(lanes.management().dropped()).isEqualTo(before + 3);
  }

  @Test
  void offsetsThatAToolSetsAreManagementWithTheirDecisions() {
    Context context = new Context(ApiKeys.OFFSET_COMMIT, "c", "admin", "admin-client");
    parsed(offsetCommit(-1), context);
    List<Action> actions =
        List.of(
            new Action(
                AclOperation.READ,
                new ResourcePattern(ResourceType.GROUP, "g", PatternType.LITERAL),
                1,
                true,
                true));
    AuthorizationHooks.decidedByStandard(List.of(AuthorizationResult.DENIED), context, actions);
    assertThat(request(context).calls()).isOne();
    assertThat(lanes.management().used()).as("no act of its own").isOne();

    Context member = new Context(ApiKeys.OFFSET_COMMIT, "c", "reader", "reader");
    parsed(offsetCommit(3), member);
    assertThat(ManagementRequest.of(member)).isNull();
    AuthorizationHooks.decidedByStandard(List.of(AuthorizationResult.DENIED), member, actions);
    assertThat(lanes.denials().used()).as("a denial").isOne();
  }

  private static OffsetCommitRequest offsetCommit(int generation) {
    return new OffsetCommitRequest.Builder(
            new OffsetCommitRequestData().setGroupId("g").setGenerationIdOrMemberEpoch(generation))
        .build();
  }

  private static void responding(
      RequestContext context, AbstractResponse response, boolean enveloped) {
    RequestHooks.responding(ByteBuffer.allocate(100), context, response, enveloped);
  }

  private static void parsed(AbstractRequest request, RequestContext context) {
    RequestHooks.parsed(new RequestAndSize(request, 1), context);
  }

  private static ManagementRequest request(Context context) {
    return Objects.requireNonNull(ManagementRequest.of(context));
  }

  private static CreateTopicsRequest createTopics(String... names) {
    CreateTopicsRequestData data = new CreateTopicsRequestData();
    for (String name : names) {
      data.topics().add(new CreateTopicsRequestData.CreatableTopic().setName(name));
    }
    return new CreateTopicsRequest.Builder(data).build((short) 7);
  }

  private static DeleteGroupsRequest deleteGroups() {
    return new DeleteGroupsRequest.Builder(
            new DeleteGroupsRequestData().setGroupsNames(List.of("g")))
        .build((short) 2);
  }

  private static EnvelopeRequest envelope() {
    return new EnvelopeRequest.Builder(ByteBuffer.allocate(0), new byte[0], new byte[4])
        .build((short) 0);
  }

  private static Context client(String connection) {
    return new Context(ApiKeys.CREATE_TOPICS, connection, "admin", "admin-client");
  }

  private static Context broker(String connection, String name, String clientId) {
    return new Context(ApiKeys.ENVELOPE, connection, name, clientId);
  }

  /** What the transformer makes of the broker's class. */
  private static final class Context extends RequestContext implements ManagementRequest.Carrier {
    private Object state;

    Context(ApiKeys api, String connection, String user, String clientId) {
      super(
          new RequestHeader(api, api.latestVersion(), clientId, 1),
          connection,
          InetAddress.getLoopbackAddress(),
          new KafkaPrincipal(KafkaPrincipal.USER_TYPE, user),
          ListenerName.normalised("EXTERNAL"),
          SecurityProtocol.SASL_PLAINTEXT,
          ClientInformation.EMPTY,
          false);
    }

    @Override
    public Object kafkaAuditState() {
      return state;
    }

    @Override
    public void kafkaAuditState(Object next) {
      state = next;
    }
  }
}
