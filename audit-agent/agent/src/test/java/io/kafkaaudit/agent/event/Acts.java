package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.ClientConnection;
import io.kafkaaudit.agent.capture.Decided;
import io.kafkaaudit.agent.capture.Forwarder;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.Category;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.DeleteRecordsRequest;
import org.apache.kafka.common.requests.DeleteRecordsResponse;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.jspecify.annotations.Nullable;

/** Acts as the hooks leave them. */
final class Acts {
  static final long TIME = 1_795_334_400_123L;

  private Acts() {}

  /**
   * @param failure null: it succeeded
   */
  static Act login(String failure) throws UnknownHostException {
    Act act = act(Act.Kind.AUTHENTICATION);
    act.category = Category.Authentication;
    act.principal = "User:alice";
    act.identifier = "alice";
    act.mechanism = "SASL_SSL/SCRAM-SHA-512";
    act.listener = "EXTERNAL";
    act.connectionId = "10.0.0.1:9092-10.1.2.3:50312-7";
    act.address = address();
    act.failure = failure;
    return act;
  }

  /** A login by IPv6 that an interface belongs to. */
  static Act linkLocalLogin() throws UnknownHostException {
    Act act = login(null);
    act.connectionId =
        "fe80:0:0:0:0:0:0:1%eth0:9092-fe80:0:0:0:0:0:0:2%eth0:50312-0-7"; // as Java has it
    byte[] client = InetAddress.getByName("fe80::2").getAddress();
    act.address = Inet6Address.getByAddress(null, client, 3);
    return act;
  }

  /** A fetch. */
  static Act read(String topic, String principal, boolean allowed, Object rule)
      throws UnknownHostException {
    Act act = act(Act.Kind.DECISION);
    act.category = Category.Consume;
    act.context = context(ApiKeys.FETCH, principal);
    act.action = action(AclOperation.READ, ResourceType.TOPIC, topic, true);
    act.allowed = allowed;
    act.rule = rule;
    return act;
  }

  static Act management(ManagementRequest request) throws UnknownHostException {
    Act act = act(Act.Kind.MANAGEMENT);
    act.context = context(ApiKeys.CREATE_TOPICS, "User:alice");
    act.request = request;
    return act;
  }

  /** A request with its decision and its response. */
  static ManagementRequest createTopics(boolean allowed, Object... topicsAndErrors) {
    CreateTopicsRequestData request = new CreateTopicsRequestData();
    CreateTopicsResponseData response = new CreateTopicsResponseData();
    for (int i = 0; i < topicsAndErrors.length; i += 2) {
      String topic = (String) topicsAndErrors[i];
      Errors error = (Errors) topicsAndErrors[i + 1];
      request
          .topics()
          .add(new CreateTopicsRequestData.CreatableTopic().setName(topic).setNumPartitions(3));
      response
          .topics()
          .add(
              new CreateTopicsResponseData.CreatableTopicResult()
                  .setName(topic)
                  .setErrorCode(error.code())
                  .setErrorMessage(error == Errors.NONE ? null : "because"));
    }
    ManagementRequest managed =
        new ManagementRequest(new CreateTopicsRequest.Builder(request).build(), null, null);
    Action action = action(AclOperation.CREATE, ResourceType.CLUSTER, "kafka-cluster", false);
    managed.decided(
        new Decided(
            List.of(action),
            List.of(allowed ? AuthorizationResult.ALLOWED : AuthorizationResult.DENIED),
            new Action[] {action},
            new Object[] {allowed ? rule() : null},
            1),
        allowed);
    managed.completed(new CreateTopicsResponse(response), false);
    return managed;
  }

  /** Of the partitions of a topic some were cut and some not. */
  static ManagementRequest deleteRecords() {
    DeleteRecordsRequestData request = new DeleteRecordsRequestData();
    DeleteRecordsRequestData.DeleteRecordsTopic asked =
        new DeleteRecordsRequestData.DeleteRecordsTopic().setName("orders");
    DeleteRecordsResponseData.DeleteRecordsTopicResult told =
        new DeleteRecordsResponseData.DeleteRecordsTopicResult().setName("orders");
    for (int i = 0; i < 4; i++) {
      Errors error = i == 1 ? Errors.OFFSET_OUT_OF_RANGE : Errors.NONE;
      asked
          .partitions()
          .add(new DeleteRecordsRequestData.DeleteRecordsPartition().setPartitionIndex(i));
      told.partitions()
          .add(
              new DeleteRecordsResponseData.DeleteRecordsPartitionResult()
                  .setPartitionIndex(i)
                  .setErrorCode(error.code()));
    }
    request.topics().add(asked);
    DeleteRecordsResponseData response = new DeleteRecordsResponseData();
    response.topics().add(told);
    ManagementRequest managed =
        new ManagementRequest(new DeleteRecordsRequest.Builder(request).build(), null, null);
    managed.completed(new DeleteRecordsResponse(response), false);
    return managed;
  }

  /** All outcomes at once. */
  static List<ResourceOutcome> outcomes(ManagementRequest request) {
    List<ResourceOutcome> all = new ArrayList<>();
    Outcomes outcomes = new Outcomes(request);
    while (outcomes.prepare()) {
      // until all decisions are in order
    }
    while (outcomes.hasNext()) {
      all.add(outcomes.next());
    }
    return all;
  }

  /** A request that asks whether a topic could be made, and could. */
  static ManagementRequest onlyValidated() {
    ManagementRequest managed = createTopics(true, "orders", Errors.NONE);
    ((CreateTopicsRequestData) managed.body().data()).setValidateOnly(true);
    return managed;
  }

  /** A request without a response. */
  static ManagementRequest unanswered() {
    return unanswered(null);
  }

  /** The same on a controller, where the broker's connection closed. */
  static ManagementRequest forwardedAndUnanswered() throws UnknownHostException {
    ManagementRequest request = unanswered(Forwarder.of(envelope()));
    request.abandon();
    return request;
  }

  private static RequestContext envelope() throws UnknownHostException {
    return new RequestContext(
        new RequestHeader(ApiKeys.ENVELOPE, (short) 0, "3", 9),
        "10.0.0.9:9093-10.0.0.3:50312-7",
        InetAddress.getByAddress(new byte[] {10, 0, 0, 3}),
        new KafkaPrincipal(KafkaPrincipal.USER_TYPE, "broker"),
        new ListenerName("CONTROLLER"),
        SecurityProtocol.SASL_SSL,
        ClientInformation.EMPTY,
        false);
  }

  /** A topic that was created through a broker which tells where the client came in. */
  static ManagementRequest forwardedWithItsConnection() throws UnknownHostException {
    CreateTopicsResponseData response = new CreateTopicsResponseData();
    response.topics().add(new CreateTopicsResponseData.CreatableTopicResult().setName("slow"));
    ManagementRequest request = unanswered(forwarder());
    request.completed(new CreateTopicsResponse(response), true);
    return request;
  }

  private static Forwarder forwarder() throws UnknownHostException {
    return Forwarder.of(envelope())
        .telling(ClientConnection.encode(context(ApiKeys.CREATE_TOPICS, "User:alice")));
  }

  /** A denied read of the quorum, which a broker passed on. */
  static Act forwardedDenial() throws UnknownHostException {
    Act act = read("kafka-cluster", "User:mallory", false, null);
    RequestContext inner = inner(ApiKeys.DESCRIBE_QUORUM, "mallory");
    forwarder().attachTo(inner);
    act.context = inner;
    act.action = action(AclOperation.DESCRIBE, ResourceType.CLUSTER, "kafka-cluster", true);
    return act;
  }

  /** The context of what an envelope holds: that of the envelope, but for who asked. */
  static RequestContext inner(ApiKeys api, String user) throws UnknownHostException {
    return new Context(api, user);
  }

  /** What the transformer makes of the broker's class. */
  private static final class Context extends RequestContext implements ManagementRequest.Carrier {
    private @Nullable Object state;

    Context(ApiKeys api, String user) throws UnknownHostException {
      super(
          new RequestHeader(api, api.latestVersion(), "client-1", 5),
          "10.0.0.9:9093-10.0.0.3:50312-7",
          Acts.address(),
          new KafkaPrincipal(KafkaPrincipal.USER_TYPE, user),
          new ListenerName("CONTROLLER"),
          SecurityProtocol.PLAINTEXT,
          ClientInformation.EMPTY,
          false);
    }

    @Override
    public @Nullable Object kafkaAuditState() {
      return state;
    }

    @Override
    public void kafkaAuditState(@Nullable Object next) {
      state = next;
    }
  }

  private static ManagementRequest unanswered(@Nullable Forwarder forwarder) {
    CreateTopicsRequestData request = new CreateTopicsRequestData();
    request.topics().add(new CreateTopicsRequestData.CreatableTopic().setName("slow"));
    return new ManagementRequest(new CreateTopicsRequest.Builder(request).build(), forwarder, null);
  }

  /** An ACL of the shape of the standard authorizer's own. */
  static Object rule() {
    return new StandardAcl();
  }

  private static Action action(
      AclOperation operation, ResourceType type, String name, boolean logIfDenied) {
    return new Action(
        operation, new ResourcePattern(type, name, PatternType.LITERAL), 1, true, logIfDenied);
  }

  private static Act act(Act.Kind kind) {
    Act act = new Act();
    act.kind = kind;
    act.timeMillis = TIME;
    act.monotonicNanos = 123_456_789;
    return act;
  }

  private static RequestContext context(ApiKeys api, String principal) throws UnknownHostException {
    int colon = principal.indexOf(':');
    return new RequestContext(
        new RequestHeader(api, api.latestVersion(), "client-1", 5),
        "10.0.0.1:9092-10.1.2.3:50312-7",
        address(),
        new KafkaPrincipal(principal.substring(0, colon), principal.substring(colon + 1)),
        new ListenerName("EXTERNAL"),
        SecurityProtocol.SASL_SSL,
        new ClientInformation("apache-kafka-java", "4.3.1"),
        false);
  }

  private static InetAddress address() throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 1, 2, 3});
  }

  /** Named like the broker's, which the agent finds by its name. */
  public static final class StandardAcl {
    public String permissionType() {
      return "ALLOW";
    }

    public String host() {
      return "*";
    }

    public String principal() {
      return "User:alice";
    }

    public String patternType() {
      return "LITERAL";
    }

    public String resourceName() {
      return "kafka-cluster";
    }
  }
}
