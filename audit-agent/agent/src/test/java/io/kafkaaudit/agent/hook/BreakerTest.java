package io.kafkaaudit.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.contract.AgentSettings;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakerTest {
  @AfterEach
  void close() {
    Hooks.close();
  }

  @Test
  void aHookThatFailedRestsAndCountsWhatItDoesNotLookAt() {
    Breaker breaker = new Breaker("some");
    assertThat(breaker.closed()).isTrue();
    breaker.failed(new IllegalStateException("odd"), 2);
    assertThat(breaker.closed()).isFalse();
    breaker.skip(3);
    assertThat(breaker.skipped()).isEqualTo(5);
    assertThat(breaker.lastError()).isEqualTo("some: java.lang.IllegalStateException: odd");
  }

  @Test
  void aFailedHookCountsEachActionOfTheCallAndTheCallerDoesNotFeelIt() {
    AgentSettings settings = AgentSettings.builder().topic("audit").build();
    Hooks.open(new Lanes(new MemoryPlan(settings)), new CapturePolicy(settings, null));
    long before = Hooks.AUTHORIZATION.skipped();
    Action read =
        new Action(
            AclOperation.READ,
            new ResourcePattern(ResourceType.TOPIC, "t", PatternType.LITERAL),
            1,
            true,
            true);
    List<Action> actions = List.of(read, read, read);
    List<AuthorizationResult> denied =
        List.of(AuthorizationResult.DENIED, AuthorizationResult.DENIED, AuthorizationResult.DENIED);

    AuthorizationHooks.entered();
    AuthorizationHooks.decided(denied, null, actions); // no context: the hook fails
    AuthorizationHooks.entered();
    AuthorizationHooks.decided(denied, null, actions); // it rests

    assertThat(Hooks.AUTHORIZATION.skipped() - before).isEqualTo(6);
  }
}
