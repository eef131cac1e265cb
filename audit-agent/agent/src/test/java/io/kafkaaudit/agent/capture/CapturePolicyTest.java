package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.CaptureRule;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Level;
import io.kafkaaudit.contract.Outcome;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.server.authorizer.Action;
import org.junit.jupiter.api.Test;

class CapturePolicyTest {
  private static final String WRITER = "User:KAWRITER";

  @Test
  void byDefaultLoginsManagementAndDenialsAreCaptured() {
    CapturePolicy policy = policy(AgentSettings.builder());
    for (Outcome outcome : Outcome.values()) {
      assertThat(policy.captures(Category.Authentication, outcome, "User:a", false)).isTrue();
      assertThat(policy.captures(Category.Management, outcome, "User:a", false)).isTrue();
    }
    assertThat(policy.captures(Category.Produce, Outcome.Success, "User:a", false)).isFalse();
    assertThat(policy.captures(Category.Produce, Outcome.Denied, "User:a", false)).isTrue();
    assertThat(policy.captures(Category.Interbroker, Outcome.Success, "User:b", false)).isFalse();
    assertThat(policy.captures(Category.Interbroker, Outcome.Denied, "User:b", false)).isTrue();
    assertThat(policy.mayCaptureSuccess(Category.Produce)).isFalse();
  }

  @Test
  void whoeverIsOnTheAuditTopicIsCaptured() {
    CapturePolicy policy = policy(AgentSettings.builder().topic("audit"));
    assertThat(policy.isAuditTopic("audit")).isTrue();
    assertThat(policy.isAuditTopic("audit-agents")).isTrue();
    assertThat(policy.isAuditTopic("audit2")).isFalse();
    assertThat(policy.captures(Category.Consume, Outcome.Success, "User:siem", true)).isTrue();
    assertThat(policy.captures(Category.Produce, Outcome.Success, WRITER, true))
        .as("those of the agents are left out before, by their connections")
        .isTrue();
    assertThat(policy.captures(Category.Produce, Outcome.Denied, WRITER, true)).isTrue();
    assertThat(policy.captures(Category.Authentication, Outcome.Success, WRITER, false)).isTrue();
  }

  @Test
  void theWriterIsKnownByTypeAndName() {
    CapturePolicy policy = policy(AgentSettings.builder());
    assertThat(policy.isWriter(new KafkaPrincipal("User", "KAWRITER"))).isTrue();
    assertThat(policy.isWriter(custom("KAWRITER"))).isTrue();
    assertThat(policy.isWriter(new KafkaPrincipal("User", "KAOTHER"))).isFalse();
    assertThat(
            new CapturePolicy(AgentSettings.defaults(), null).isWriter(new KafkaPrincipal("", "")))
        .isFalse();
  }

  @Test
  void whoReplicatesMayReadTheAuditTopics() {
    CapturePolicy policy = policy(AgentSettings.builder().topic("audit"));
    assertThat(policy.isOnAuditTopic(action(ResourceType.TOPIC, AclOperation.READ, "audit")))
        .isTrue();
    assertThat(policy.isOnAuditTopic(action(ResourceType.TOPIC, AclOperation.READ, "orders")))
        .isFalse();
    assertThat(
            policy.isOnAuditTopic(action(ResourceType.CLUSTER, AclOperation.CLUSTER_ACTION, "c")))
        .isTrue();
    assertThat(policy.isOnAuditTopic(action(ResourceType.GROUP, AclOperation.READ, "audit")))
        .as("a group of that name")
        .isFalse();
  }

  private static Action action(ResourceType type, AclOperation operation, String name) {
    return new Action(
        operation, new ResourcePattern(type, name, PatternType.LITERAL), 1, true, true);
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    CapturePolicy policy =
        policy(
            AgentSettings.builder()
                .captureRule(
                    new CaptureRule(
                        Level.Metadata, Set.of(Category.Produce), Set.of(), List.of("User:a")))
                .captureRule(
                    new CaptureRule(Level.None, Set.of(Category.Produce), Set.of(), List.of())));
    assertThat(policy.captures(Category.Produce, Outcome.Success, "User:a", false)).isTrue();
    assertThat(policy.captures(Category.Produce, Outcome.Denied, "User:b", false)).isFalse();
    assertThat(policy.captures(Category.Consume, Outcome.Denied, "User:b", false)).isTrue();
  }

  @Test
  void excludedPrincipalsNeverCoverManagementDenialsAndFailedLogins() {
    CapturePolicy policy = policy(AgentSettings.builder().excludedPrincipals(Set.of("User:probe")));
    assertThat(policy.captures(Category.Authentication, Outcome.Success, "User:probe", false))
        .isFalse();
    assertThat(policy.captures(Category.Authentication, Outcome.Failure, "User:probe", false))
        .isTrue();
    assertThat(policy.captures(Category.Management, Outcome.Success, "User:probe", false)).isTrue();
    assertThat(policy.captures(Category.Consume, Outcome.Denied, "User:probe", false)).isTrue();
  }

  @Test
  void aPrincipalOfTheBrokersOwnClassIsKnownByTypeAndName() {
    CapturePolicy policy =
        policy(
            AgentSettings.builder()
                .topic("audit")
                .excludedPrincipals(Set.of("User:probe"))
                .captureRule(
                    new CaptureRule(
                        Level.Metadata, Set.of(Category.Produce), Set.of(), List.of("User:a:b"))));
    assertThat(policy.captures(Category.Produce, Outcome.Success, custom("a:b"), false)).isTrue();
    assertThat(policy.captures(Category.Produce, Outcome.Success, custom("a"), false)).isFalse();
    assertThat(policy.captures(Category.Authentication, Outcome.Success, custom("probe"), false))
        .isFalse();
  }

  private static KafkaPrincipal custom(String name) {
    return new KafkaPrincipal("User", name) {
      @Override
      public String toString() {
        return "made by a principal builder";
      }
    };
  }

  private static CapturePolicy policy(AgentSettings.Builder settings) {
    return new CapturePolicy(settings.build(), WRITER);
  }
}
