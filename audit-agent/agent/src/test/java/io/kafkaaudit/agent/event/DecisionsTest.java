package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.Action;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionsTest {
  private static final List<AclOperation> OPERATIONS =
      List.of(AclOperation.CREATE, AclOperation.DESCRIBE);
  private static final List<Resource> RESOURCES =
      List.of(Resource.topic("a"), Resource.topic("b"), Resource.CLUSTER);

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theOneThatSpeaksForAResourceIsTheLastOfThoseThatFitBest(int seed) {
    Random random = new Random(seed);
    List<Decision> taken = new ArrayList<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      taken.add(decision(random));
    }
    Decisions decisions = new Decisions(AclOperation.CREATE);
    taken.forEach(decisions::add);
    assertThat(decisions.isEmpty()).isEqualTo(taken.isEmpty());
    for (Resource resource : RESOURCES) {
      for (boolean denied : new boolean[] {true, false}) {
        assertThat(decisions.on(resource, denied)).isSameAs(best(taken, resource, denied));
      }
    }
  }

  /** The same by looking at all of them. */
  private static Decision best(List<Decision> taken, Resource resource, boolean denied) {
    Decision best = null;
    int bestScore = -1;
    for (Decision decision : taken) {
      ResourcePattern on = decision.action().resourcePattern();
      boolean named =
          on.name().equals(resource.name()) && Resource.kind(on).equals(resource.kind());
      int score =
          (decision.action().operation() == AclOperation.CREATE ? 4 : 0)
              + (named ? 2 : on.resourceType() == ResourceType.CLUSTER ? 1 : 0);
      if (decision.allowed() != denied && score >= bestScore) {
        best = decision;
        bestScore = score;
      }
    }
    return best;
  }

  private static Decision decision(Random random) {
    int on = random.nextInt(3);
    ResourcePattern pattern =
        on == 2
            ? new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL)
            : new ResourcePattern(ResourceType.TOPIC, on == 0 ? "a" : "b", PatternType.LITERAL);
    AclOperation operation = OPERATIONS.get(random.nextInt(2));
    return new Decision(new Action(operation, pattern, 1, true, true), random.nextBoolean(), null);
  }
}
