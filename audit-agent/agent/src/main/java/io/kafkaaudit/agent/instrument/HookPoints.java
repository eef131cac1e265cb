package io.kafkaaudit.agent.instrument;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Where the hooks are put: members that Kafka 3.7 to 4.4 have in common. Broker types are only
 * names here, for to load one of them inside the transformer would define it twice.
 */
final class HookPoints {
  static final String AUTHORIZE_DESCRIPTOR =
      "(Lorg/apache/kafka/server/authorizer/AuthorizableRequestContext;Ljava/util/List;)Ljava/util/List;";
  static final String AUTHORIZE = "authorize" + AUTHORIZE_DESCRIPTOR;
  private static final String BY_TYPE =
      "authorizeByResourceType(Lorg/apache/kafka/server/authorizer/AuthorizableRequestContext;"
          + "Lorg/apache/kafka/common/acl/AclOperation;Lorg/apache/kafka/common/resource/ResourceType;)"
          + "Lorg/apache/kafka/server/authorizer/AuthorizationResult;";

  private static final String STANDARD_AUTHORIZER =
      "org/apache/kafka/metadata/authorizer/StandardAuthorizer";
  private static final String STANDARD_DATA = STANDARD_AUTHORIZER + "Data";
  private static final String COMMON = "org/apache/kafka/common/";
  private static final String CONTEXT = "Lorg/apache/kafka/common/requests/RequestContext;";
  private static final String REQUEST = "Lorg/apache/kafka/common/requests/AbstractRequest;";
  private static final String RESPONSE = "Lorg/apache/kafka/common/requests/AbstractResponse;";
  private static final String REQUESTS = "RequestHooks";
  private static final String DECISIONS = "AuthorizationHooks";

  private static final String REQUEST_CONTEXT = COMMON + "requests/RequestContext";
  private static final String FORWARDING_TO_4_3 = "kafka/server/ForwardingManagerImpl";
  private static final String FORWARDING = "org/apache/kafka/server/ForwardingManagerImpl";
  private static final String REQUEST_SINCE_4_4 = "org/apache/kafka/network/Request";
  private static final String ENVELOPES_TO_4_2 = "kafka/server/ForwardingManager$";
  private static final String ENVELOPES = "org/apache/kafka/server/ForwardingManagerUtil";

  /** The first of all that a broker makes, when it has read files and command line. */
  static final String KAFKA_CONFIG = "kafka/server/KafkaConfig";

  private static final List<String> PASSED_ON = List.of(CONTEXT, "L" + REQUEST_SINCE_4_4 + ";");

  private HookPoints() {}

  /** Internal names of classes that every such node loads; of each list, one. */
  static List<List<String>> required(boolean broker) {
    List<List<String>> required = new ArrayList<>();
    required.add(List.of(REQUEST_CONTEXT));
    required.add(List.of(ConnectionPoints.KAFKA_CHANNEL));
    if (broker) {
      required.add(List.of(FORWARDING_TO_4_3, FORWARDING));
    }
    return required;
  }

  /**
   * Internal names of classes without whose hooks every act is seen all the same, and what is
   * missed then; of each list, one.
   */
  static Map<List<String>, String> helpful(boolean broker) {
    Map<List<String>, String> helpful = new LinkedHashMap<>();
    helpful.put(
        List.of(ConnectionPoints.NETWORK_RECEIVE),
        "responses of the destination are not bounded, so that a wrong address can cost the broker"
            + " much memory");
    if (broker) {
      helpful.put(
          List.of(ENVELOPES_TO_4_2, ENVELOPES),
          "controllers do not get to know on which connection the requests came that this broker"
              + " forwards");
    }
    return helpful;
  }

  /** Each a list of internal names that must all have their hooks, or forwarding is not seen. */
  static List<List<String>> forwarding() {
    return List.of(List.of(FORWARDING_TO_4_3), List.of(FORWARDING, REQUEST_SINCE_4_4));
  }

  /** By internal name. */
  static Map<String, HookedClass> byClass() {
    Map<String, HookedClass> points = new HashMap<>();
    points.put(REQUEST_CONTEXT, requestContext());
    points.put(KAFKA_CONFIG, kafkaConfig());
    points.putAll(ConnectionPoints.byClass());
    points.put(STANDARD_DATA, standardData());
    points.put(
        STANDARD_DATA + "$MatchingAclRule",
        new HookedClass()
            .implementing(Hook.PACKAGE + "AclRule")
            .getter(
                "kafkaAuditAcl",
                "Ljava/lang/Object;",
                "acl",
                "Lorg/apache/kafka/metadata/authorizer/StandardAcl;"));
    points.put(FORWARDING_TO_4_3, forwardingManager());
    points.put(FORWARDING, forwardingManager());
    points.put(
        REQUEST_SINCE_4_4,
        new HookedClass()
            .implementing(Hook.PACKAGE + "PassedOnRequest")
            .getter("kafkaAuditContext", "context", CONTEXT));
    points.put(ENVELOPES_TO_4_2, envelopes());
    points.put(ENVELOPES, envelopes());
    points.put("org/apache/kafka/server/authorizer/Authorizer", authorizerInterface());
    return points;
  }

  /** Every class that declares {@code authorize} is an Authorizer, also one that users wrote. */
  static HookedClass authorizer(String name, boolean declaresByType) {
    boolean standard = name.equals(STANDARD_AUTHORIZER);
    HookedClass authorizer =
        new HookedClass().method(AUTHORIZE, decision(standard ? "decidedByStandard" : "decided"));
    return declaresByType ? authorizer.method(BY_TYPE, decision("decidedByType")) : authorizer;
  }

  static String byTypeKey() {
    return BY_TYPE;
  }

  private static HookedClass authorizerInterface() {
    return new HookedClass().method(BY_TYPE, decision("decidedByType"));
  }

  private static HookedClass requestContext() {
    return new HookedClass()
        .implementing("io/kafkaaudit/agent/capture/ManagementRequest$Carrier")
        .property("kafkaAuditState", "Ljava/lang/Object;")
        .method(
            "parseRequest(Ljava/nio/ByteBuffer;)Lorg/apache/kafka/common/requests/RequestAndSize;",
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, false) {
                  @Override
                  void returning() {
                    dup();
                    loadThis();
                    call(
                        REQUESTS,
                        "parsed",
                        "(Lorg/apache/kafka/common/requests/RequestAndSize;" + CONTEXT + ")V");
                  }
                })
        .method(
            "buildResponseSend(" + RESPONSE + ")Lorg/apache/kafka/common/network/Send;",
            (next, owner, access, name, descriptor) ->
                responding(next, owner, access, name, descriptor, false))
        .method(
            "buildResponseEnvelopePayload(" + RESPONSE + ")Ljava/nio/ByteBuffer;",
            (next, owner, access, name, descriptor) ->
                responding(next, owner, access, name, descriptor, true));
  }

  private static HookedClass kafkaConfig() {
    return new HookedClass()
        .anyMethod(
            "<init>",
            "a Map",
            arguments -> List.of(arguments).contains(Type.getType(Map.class)),
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, false) {
                  @Override
                  void returning() {
                    loadThis();
                    call("ConfigHooks", "made", "(Ljava/lang/Object;)V");
                  }
                });
  }

  private static Hook responding(
      MethodVisitor next,
      String owner,
      int access,
      String name,
      String descriptor,
      boolean enveloped) {
    return new Hook(next, owner, access, name, descriptor, false) {
      @Override
      void returning() {
        dup();
        loadThis();
        loadArg(0);
        push(enveloped);
        call(REQUESTS, "responding", "(Ljava/lang/Object;" + CONTEXT + RESPONSE + "Z)V");
      }
    };
  }

  private static HookedClass standardData() {
    return new HookedClass()
        .method(
            "logAuditMessage(Lorg/apache/kafka/common/security/auth/KafkaPrincipal;"
                + "Lorg/apache/kafka/server/authorizer/AuthorizableRequestContext;"
                + "Lorg/apache/kafka/server/authorizer/Action;"
                + "L"
                + STANDARD_DATA
                + "$MatchingRule;)V",
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, false) {
                  @Override
                  void entered() {
                    loadArg(2);
                    loadArg(3);
                    call(
                        DECISIONS,
                        "matched",
                        "(Lorg/apache/kafka/server/authorizer/Action;Ljava/lang/Object;)V");
                  }
                });
  }

  /**
   * The first argument of forwardRequest is the request's context or, since 4.4, what holds it;
   * another one is what the controller gets. Overloads with other firsts call this one.
   */
  private static HookedClass forwardingManager() {
    return new HookedClass()
        .anyMethod(
            "forwardRequest",
            "a RequestContext or Request first, and an AbstractRequest",
            arguments ->
                arguments.length > 1
                    && PASSED_ON.contains(arguments[0].getDescriptor())
                    && bodyOf(arguments) > 0,
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, false) {
                  @Override
                  void entered() {
                    loadArg(0);
                    loadArg(bodyOf(Type.getArgumentTypes(descriptor)));
                    call(REQUESTS, "forwarding", "(Ljava/lang/Object;" + REQUEST + ")V");
                  }
                });
  }

  /** Every envelope is made here, those of topics that a broker creates for a client as well. */
  private static HookedClass envelopes() {
    String builder = "Lorg/apache/kafka/common/requests/EnvelopeRequest$Builder;";
    return new HookedClass()
        .method(
            "buildEnvelopeRequest(" + CONTEXT + "Ljava/nio/ByteBuffer;)" + builder,
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, false) {
                  @Override
                  void returning() {
                    dup();
                    loadArg(0);
                    call("EnvelopeHooks", "made", "(" + builder + CONTEXT + ")V");
                  }
                });
  }

  private static int bodyOf(Type[] arguments) {
    return List.of(arguments).indexOf(Type.getType(REQUEST));
  }

  /**
   * Around a method of an Authorizer: the hook that is told of its result, and the pair that counts
   * depth. Kafka's own asks no other: its calls need not be counted.
   */
  private static HookedClass.HookFactory decision(String hook) {
    boolean counted = !hook.equals("decidedByStandard");
    return (next, owner, access, name, descriptor) ->
        new Hook(next, owner, access, name, descriptor, true) {
          @Override
          void entered() {
            if (counted) {
              call(DECISIONS, "entered", "()V");
            }
          }

          @Override
          void returning() {
            dup();
            loadArgs();
            call(DECISIONS, hook, resultFirst(descriptor));
          }

          @Override
          void thrown() {
            call(DECISIONS, counted ? "failed" : "standardFailed", "()V");
          }
        };
  }

  /** The descriptor of a hook that takes what the method returns, then what it was given. */
  private static String resultFirst(String descriptor) {
    int close = descriptor.indexOf(')');
    return "(" + descriptor.substring(close + 1) + descriptor.substring(1, close) + ")V";
  }
}
