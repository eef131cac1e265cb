package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.instrument.Coverage;
import io.kafkaaudit.agent.instrument.HookTransformer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

class SightTest {
  private final Coverage coverage = new Coverage();
  private boolean serving = true;

  @Test
  void aNodeWithoutAuthorizerIsNotedAndIsNoGap() {
    Sight sight = sight("", "4.3.1");
    assertThat(sight.notes()).singleElement().asString().contains("no authorizer", "audit topics");
    assertThat(sight.gaps()).isEmpty();
  }

  @Test
  void nothingIsSaidOfAnAuthorizerBeforeTheBrokerServes() {
    serving = false;
    assertThat(sight("", "4.3.1").notes()).isEmpty();
    assertThat(sight("com.acme.Rights", "4.3.1").gaps()).isEmpty();
  }

  @Test
  void anAuthorizerThatWasLoadedIsNotMissed() {
    load("com/acme/Rights");
    assertThat(sight("", "4.3.1").notes()).as("named where the agent cannot read").isEmpty();
    assertThat(sight("com.acme.Rights", "4.3.1").gaps()).isEmpty();
  }

  @Test
  void anAuthorizerThatIsConfiguredAndWasNotSeenIsAGap() {
    Sight sight = sight("com.acme.Rights", "4.3.1");
    assertThat(sight.gaps()).singleElement().asString().contains("com.acme.Rights");
    assertThat(sight.notes()).isEmpty();
  }

  @Test
  void aVersionThatNobodyTriedIsANoteForClassesDecideWhatIsSeen() {
    load("com/acme/Rights");
    Sight sight = sight("com.acme.Rights", "9.9.9");
    assertThat(sight.notes()).singleElement().asString().contains("9.9.9");
    assertThat(sight.gaps()).isEmpty();
  }

  @Test
  void aHookThatHidesNoActIsANoteWhereItIsMissing() {
    load("com/acme/Rights");
    String receive = "org/apache/kafka/common/network/NetworkReceive";
    new HookTransformer(coverage, null).transform(null, receive, null, null, new byte[] {1, 2, 3});
    Sight sight = sight("com.acme.Rights", "4.3.1");
    assertThat(sight.gaps()).isEmpty();
    assertThat(sight.notes()).singleElement().asString().contains("NetworkReceive", "bounded");
  }

  @Test
  void whatTheStartMissedStaysAGap() {
    load("com/acme/Rights");
    Sight sight =
        new Sight(
            new RunStart(true, "", Set.of("INTERNAL"), 0, null, List.of("late")),
            coverage,
            "4.3.1",
            () -> serving);
    assertThat(sight.gaps()).containsExactly("late");
  }

  @Test
  void listenersThatCouldNotBeReadAreAGap() {
    RunStart unknown = new RunStart(true, "", Set.of(), 0, null, List.of());
    assertThat(new Sight(unknown, coverage, "4.3.1", () -> serving).gaps())
        .singleElement()
        .asString()
        .contains("inter.broker.listener.name");
  }

  private Sight sight(String authorizer, String version) {
    return new Sight(
        new RunStart(true, authorizer, Set.of("INTERNAL"), 0, null, List.of()),
        coverage,
        version,
        () -> serving);
  }

  private void load(String name) {
    ClassWriter authorizer = new ClassWriter(0);
    authorizer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    var method =
        authorizer.visitMethod(
            Opcodes.ACC_PUBLIC,
            "authorize",
            "(Lorg/apache/kafka/server/authorizer/AuthorizableRequestContext;Ljava/util/List;)Ljava/util/List;",
            null,
            null);
    method.visitCode();
    method.visitInsn(Opcodes.ACONST_NULL);
    method.visitInsn(Opcodes.ARETURN);
    method.visitMaxs(1, 3);
    method.visitEnd();
    authorizer.visitEnd();
    assertThat(
            new HookTransformer(coverage, null)
                .transform(null, name, null, null, authorizer.toByteArray()))
        .isNotNull();
  }
}
