package io.kafkaaudit.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.network.KafkaChannel;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.CheckClassAdapter;

class HookTransformerTest {
  private final Coverage coverage = new Coverage();
  private final HookTransformer transformer = new HookTransformer(coverage, null);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org/apache/kafka/common/requests/RequestContext",
        "org/apache/kafka/common/network/KafkaChannel",
        "org/apache/kafka/common/network/NetworkReceive",
        "org/apache/kafka/common/network/SslChannelBuilder$SslAuthenticator",
        "org/apache/kafka/common/network/SslTransportLayer",
        "org/apache/kafka/common/security/authenticator/SaslServerAuthenticator",
        "org/apache/kafka/common/security/plain/internals/PlainSaslServer",
        "org/apache/kafka/common/security/scram/internals/ScramSaslServer",
        "org/apache/kafka/common/security/oauthbearer/internals/OAuthBearerSaslServer",
        "org/apache/kafka/server/authorizer/Authorizer"
      })
  void kafkasClassesGetTheirHooksAndStayValid(String name) throws Exception {
    byte[] instrumented = transformer.transform(null, name, null, null, bytes(name));
    assertThat(instrumented).isNotNull();
    assertValid(instrumented);
    assertThat(coverage.found()).containsExactly(name.replace('/', '.'));
    assertThat(coverage.missing()).isEmpty();
  }

  @Test
  void anAuthorizerThatUsersWroteIsFoundByItsMethod() throws Exception {
    String name = CustomAuthorizer.class.getName().replace('.', '/');
    // Our own test class lies in a package that the transformer passes by: give it another name.
    byte[] instrumented = transformer.transform(null, "com/acme/Custom", null, null, bytes(name));
    assertThat(instrumented).isNotNull();
    assertValid(instrumented);
  }

  @Test
  void aClassOfUnknownShapeIsLeftAloneAndReported() throws Exception {
    String name = "org/apache/kafka/common/network/KafkaChannel";
    ClassWriter without = new ClassWriter(0);
    new ClassReader(bytes(name))
        .accept(
            new ClassVisitor(Opcodes.ASM9, without) {
              @Override
              public org.objectweb.asm.MethodVisitor visitMethod(
                  int access, String method, String descriptor, String signature, String[] thrown) {
                return method.equals("prepare")
                    ? null
                    : super.visitMethod(access, method, descriptor, signature, thrown);
              }
            },
            0);
    assertThat(transformer.transform(null, name, null, null, without.toByteArray())).isNull();
    assertThat(coverage.missing())
        .containsExactly(
            "org.apache.kafka.common.network.KafkaChannel: unknown shape, lacks prepare()V");
    assertThat(coverage.found()).isEmpty();
  }

  @Test
  void aForwardingManagerOfUnknownShapeIsLeftAloneAndReported() {
    String name = "org/apache/kafka/server/ForwardingManagerImpl";
    byte[] later = withMethod(name, "forwardRequest", "(Ljava/lang/Object;)V");
    assertThat(transformer.transform(null, name, null, null, later)).isNull();
    assertThat(coverage.missing())
        .singleElement()
        .asString()
        .startsWith(
            "org.apache.kafka.server.ForwardingManagerImpl: unknown shape, lacks forwardRequest with a RequestContext");
    assertThat(coverage.absent(true))
        .contains(
            "kafka.server.ForwardingManagerImpl or org.apache.kafka.server.ForwardingManagerImpl");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "kafka/server/ForwardingManagerImpl,"
        + " (L%1$sRequestContext;Ljava/nio/ByteBuffer;L%1$sAbstractRequest;Lscala/Function0;"
        + "Lscala/Function1;)V",
    "kafka/server/ForwardingManagerImpl,"
        + " (L%1$sRequestContext;Ljava/nio/ByteBuffer;JL%1$sAbstractRequest;Lscala/Function0;"
        + "Lscala/Function1;)V",
    "org/apache/kafka/server/ForwardingManagerImpl,"
        + " (Lorg/apache/kafka/network/Request;Ljava/nio/ByteBuffer;L%1$sAbstractRequest;"
        + "Ljava/util/function/Consumer;)V"
  })
  void aForwardingManagerGetsItsHookInTheShapeOfEveryVersion(String name, String descriptor) {
    String full = descriptor.formatted("org/apache/kafka/common/requests/");
    byte[] known = withMethod(name, "forwardRequest", full);
    assertThat(transformer.transform(null, name, null, null, known)).isNotNull();
    assertThat(coverage.absent(true))
        .containsExactly(
            "org.apache.kafka.common.requests.RequestContext",
            "org.apache.kafka.common.network.KafkaChannel");
    assertThat(coverage.absent(false)).hasSize(2);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "kafka/server/ForwardingManager$",
        "org/apache/kafka/server/ForwardingManagerUtil",
        "org/apache/kafka/elsewhere/ForwardingManagerUtil",
        "org/apache/kafka/common/network/NetworkReceive"
      })
  void aClassThatHidesNoActIsNoGap(String name) {
    byte[] later = withMethod(name, "somethingElse", "()V");
    assertThat(transformer.transform(null, name, null, null, later)).isNull();
    assertThat(coverage.missing()).isEmpty();
    assertThat(coverage.found()).isEmpty();
    assertThat(coverage.absent(true)).noneMatch(absent -> absent.contains(name.replace('/', '.')));
    assertThat(coverage.missed(true, false))
        .singleElement()
        .asString()
        .contains(name.substring(name.lastIndexOf('/') + 1), "has another shape");
  }

  @Test
  void whatAnIdleNodeHasNotLoadedIsNotMissedBeforeItMustHave() throws Exception {
    assertThat(coverage.missed(true, false)).isEmpty();
    assertThat(coverage.missed(true, true)).hasSize(2).allMatch(one -> one.contains("not there"));
    assertThat(coverage.missed(false, true)).as("a controller forwards nothing").hasSize(1);
    String receive = "org/apache/kafka/common/network/NetworkReceive";
    assertThat(transformer.transform(null, receive, null, null, bytes(receive))).isNotNull();
    assertThat(coverage.missed(false, true)).isEmpty();
    assertThat(coverage.namesOfAbsent(true))
        .contains(
            "kafka.server.ForwardingManager$", "org.apache.kafka.server.ForwardingManagerUtil");
  }

  /** An instance method in Scala, a static one in Java. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "kafka/server/ForwardingManager$, 1",
    "org/apache/kafka/server/ForwardingManagerUtil, 9"
  })
  void everyEnvelopeIsShownToItsHook(String name, int access) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    String builder = "org/apache/kafka/common/requests/EnvelopeRequest$Builder";
    var code =
        writer.visitMethod(
            access,
            "buildEnvelopeRequest",
            "(Lorg/apache/kafka/common/requests/RequestContext;Ljava/nio/ByteBuffer;)L"
                + builder
                + ";",
            null,
            null);
    code.visitCode();
    code.visitInsn(Opcodes.ACONST_NULL);
    code.visitInsn(Opcodes.ARETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    byte[] instrumented = transformer.transform(null, name, null, null, writer.toByteArray());
    assertValid(instrumented);
    assertThat(new String(instrumented, StandardCharsets.ISO_8859_1))
        .contains("io/kafkaaudit/agent/hook/EnvelopeHooks");
    assertThat(coverage.missed(true, true)).noneMatch(missed -> missed.contains("Forwarding"));
  }

  /**
   * Kafka loads the interface of authorizers, and nothing that serves, before its configuration.
   */
  @Test
  void aBrokerThatServesMustHaveReadItsConfiguration() throws Exception {
    String authorizer = "org/apache/kafka/server/authorizer/Authorizer";
    transformer.transform(null, authorizer, null, null, bytes(authorizer));
    assertThat(coverage.servesWithoutConfiguration()).isFalse();

    String context = "org/apache/kafka/common/requests/RequestContext";
    transformer.transform(null, context, null, null, new byte[] {1, 2, 3});
    assertThat(coverage.servesWithoutConfiguration()).isTrue();

    byte[] config = withMethod("kafka/server/KafkaConfig", "<init>", "(ZLjava/util/Map;)V");
    transformer.transform(null, "kafka/server/KafkaConfig", null, null, config);
    assertThat(coverage.servesWithoutConfiguration()).isFalse();
  }

  @Test
  void forwardingIsSeenOnceAllThatItTakesIsThere() {
    String manager = "org/apache/kafka/server/ForwardingManagerImpl";
    byte[] known =
        withMethod(
            manager,
            "forwardRequest",
            "(Lorg/apache/kafka/network/Request;Lorg/apache/kafka/common/requests/AbstractRequest;)V");
    transformer.transform(null, manager, null, null, known);
    assertThat(coverage.seesForwarding()).isFalse(); // what it is given does not tell its context

    ClassWriter request = new ClassWriter(0);
    String name = "org/apache/kafka/network/Request";
    request.visit(Opcodes.V11, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    String context = "Lorg/apache/kafka/common/requests/RequestContext;";
    request.visitField(Opcodes.ACC_PRIVATE, "context", context, null, null).visitEnd();
    request.visitEnd();
    transformer.transform(null, name, null, null, request.toByteArray());
    assertThat(coverage.seesForwarding()).isTrue();
  }

  @Test
  void aRuleOfTheStandardAuthorizerTellsItsAcl() {
    String name = "org/apache/kafka/metadata/authorizer/StandardAuthorizerData$MatchingAclRule";
    ClassWriter rule = new ClassWriter(0);
    rule.visit(Opcodes.V11, Opcodes.ACC_FINAL, name, null, "java/lang/Object", null);
    String acl = "Lorg/apache/kafka/metadata/authorizer/StandardAcl;";
    rule.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "acl", acl, null, null).visitEnd();
    rule.visitEnd();
    byte[] instrumented = transformer.transform(null, name, null, null, rule.toByteArray());
    assertThat(new ClassReader(instrumented).getInterfaces())
        .containsExactly("io/kafkaaudit/agent/hook/AclRule");
    assertThat(coverage.missing()).isEmpty();
  }

  @Test
  void aClassThatMovedIsReported() {
    String name = "org/apache/kafka/server/network/KafkaChannel";
    byte[] moved = withMethod(name, "prepare", "()V");
    assertThat(transformer.transform(null, name, null, null, moved)).isNull();
    assertThat(coverage.missing())
        .containsExactly("org.apache.kafka.server.network.KafkaChannel: not known in this place");
  }

  @Test
  void aPluginsOwnCopyOfKafkasClassesIsNotTheBrokers() throws Exception {
    String name = "org/apache/kafka/common/network/KafkaChannel";
    ClassLoader plugins = new ClassLoader() {};
    assertThat(transformer.transform(plugins, name, null, null, bytes(name))).isNull();
    assertThat(coverage.found()).isEmpty();
    assertThat(coverage.missing()).isEmpty();
  }

  @Test
  void aClassThatAnotherAgentRedefinesGetsItsHooksOnce() throws Exception {
    String name = "org/apache/kafka/common/network/KafkaChannel";
    byte[] once = transformer.transform(null, name, KafkaChannel.class, null, bytes(name));
    assertThat(once).isNotNull();
    assertThat(transformer.transform(null, name, KafkaChannel.class, null, once)).isNull();
    assertThat(coverage.missing()).isEmpty();
  }

  @Test
  void whatIsNoClassIsLeftAloneAndReported() {
    String name = "org/apache/kafka/common/network/KafkaChannel";
    assertThat(transformer.transform(null, name, null, null, new byte[] {1, 2, 3})).isNull();
    assertThat(coverage.missing()).hasSize(1);
  }

  @Test
  void otherClassesAreNotTouched() throws Exception {
    assertThat(
            transformer.transform(null, "java/lang/String", null, null, bytes("java/lang/String")))
        .isNull();
    String channel = "org/apache/kafka/common/network/Selector";
    assertThat(transformer.transform(null, channel, null, null, bytes(channel))).isNull();
    assertThat(coverage.found()).isEmpty();
    assertThat(coverage.missing()).isEmpty();
  }

  private static byte[] withMethod(String name, String method, String descriptor) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    var code = writer.visitMethod(Opcodes.ACC_PUBLIC, method, descriptor, null, null);
    code.visitCode();
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static void assertValid(byte[] bytes) {
    StringWriter problems = new StringWriter();
    CheckClassAdapter.verify(
        new ClassReader(bytes),
        HookTransformerTest.class.getClassLoader(),
        false,
        new PrintWriter(problems));
    assertThat(problems.toString()).isEmpty();
  }

  private static byte[] bytes(String name) throws Exception {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
      return in.readAllBytes();
    }
  }

  /** Not an Authorizer, so that the test needs no more of it than the one method. */
  static class CustomAuthorizer {
    public List<AuthorizationResult> authorize(
        AuthorizableRequestContext context, List<Action> actions) {
      if (actions.isEmpty()) {
        throw new IllegalArgumentException(Map.of("context", context).toString());
      }
      return List.of(AuthorizationResult.DENIED);
    }
  }
}
