package io.kafkaaudit.operator.kafka;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.acl.AclPermissionType.ALLOW;
import static org.apache.kafka.common.acl.AclPermissionType.DENY;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.operator.kafka.AclPlan.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class AclPlanTest {
  private static final String PREFIX = "KAABCD";
  private static final String WRITER = PREFIX + "WWWWWWWWWW";
  private static final String KEY = PREFIX + "AAAAAAAAAA";
  private static final String GONE = PREFIX + "ZZZZZZZZZZ";

  private final Access enforce =
      new Access("audit", "User:admin", PREFIX, WRITER, Set.of(KEY), true);
  private final Access warn = new Access("audit", "User:admin", PREFIX, WRITER, Set.of(KEY), false);

  @Test
  void exactlyWriterAndLiveKeys() {
    assertThat(AclPlan.of(enforce, List.of()).create())
        .containsExactlyInAnyOrder(
            topic("User:" + WRITER, WRITE, ALLOW, "audit", LITERAL),
            topic("User:" + WRITER, DESCRIBE, ALLOW, "audit", LITERAL),
            topic("User:" + WRITER, WRITE, ALLOW, "audit-agents", LITERAL),
            topic("User:" + WRITER, DESCRIBE, ALLOW, "audit-agents", LITERAL),
            topic("User:" + KEY, READ, ALLOW, "audit", LITERAL),
            topic("User:" + KEY, DESCRIBE, ALLOW, "audit", LITERAL));
    assertThat(with(enforce).isDone()).isTrue();
  }

  @Test
  void whatARevokedKeyHadGoesInBothModes() {
    AclBinding old = topic("User:" + GONE, READ, ALLOW, "audit", LITERAL);
    assertThat(with(enforce, old).delete()).containsExactly(old);
    assertThat(with(warn, old).delete()).containsExactly(old);
    AclBinding harmless = topic("User:" + GONE, DESCRIBE, ALLOW, "audit", LITERAL);
    assertThat(with(enforce, harmless).delete()).containsExactly(harmless);
  }

  @Test
  void onlyWhatSomebodyElseChangedIsARepair() {
    AclBinding revoked = topic("User:" + GONE, READ, ALLOW, "audit", LITERAL);
    AclBinding grant = topic("User:eve", READ, ALLOW, "audit", LITERAL);
    AclBinding wide = topic("User:mallory", WRITE, ALLOW, "audit-a", PREFIXED);
    AclPlan plan = AclPlan.of(enforce, List.of(revoked, grant, wide));
    String removed = "ACL removed: User:eve may READ on topic audit";
    String denied = "ACL restored: User:mallory may not WRITE on topic audit-agents";
    assertThat(plan.repairs(enforce, Set.of()))
        .as("new keys are none")
        .containsExactlyInAnyOrder(removed, denied);
    assertThat(plan.repairs(enforce, Set.of(KEY)))
        .containsExactlyInAnyOrder(
            removed,
            denied,
            "ACL restored: User:" + KEY + " may READ on topic audit",
            "ACL restored: User:" + KEY + " may DESCRIBE on topic audit");

    AclPlan rest = plan.without(Set.of(removed, denied));
    assertThat(rest.delete()).containsExactly(revoked);
    assertThat(rest.create()).hasSize(plan.create().size() - 1);
    assertThat(rest.changes()).doesNotContain(removed, denied).hasSize(plan.changes().size() - 2);
  }

  @Test
  void aDenialThatHoldsBackAWideGrantToEveryoneStays() {
    AclBinding everyone = topic("User:*", WRITE, ALLOW, "*", LITERAL);
    AclBinding denial = topic("User:eve", WRITE, DENY, "audit", LITERAL);
    assertThat(with(enforce, denial).delete()).containsExactly(denial);
    assertThat(with(enforce, denial, everyone).delete()).isEmpty();
    AclBinding ofEveryone = topic("User:*", WRITE, DENY, "audit", LITERAL);
    assertThat(with(enforce, ofEveryone).delete()).isEmpty();
  }

  @Test
  void aLiteralGrantOfSomebodyElseGoesOrIsReported() {
    AclBinding grant = topic("User:eve", READ, ALLOW, "audit", LITERAL);
    assertThat(with(enforce, grant).delete()).containsExactly(grant);
    AclPlan reported = with(warn, grant);
    assertThat(reported.isDone()).isTrue();
    assertThat(reported.foreign()).containsExactly("User:eve may READ on topic audit (LITERAL)");
    assertThat(reported.bypass()).containsExactly("User:eve");
  }

  @Test
  void aWideGrantToWriteIsDeniedForThatPrincipalAndOperationOnly() {
    AclBinding wide = topic("User:etl", WRITE, ALLOW, "au", PREFIXED);
    AclBinding denial = topic("User:etl", WRITE, DENY, "audit", LITERAL);
    AclBinding other = topic("User:etl", WRITE, DENY, "audit-agents", LITERAL);
    assertThat(with(enforce, wide).create()).containsExactlyInAnyOrder(denial, other);
    assertThat(with(enforce, wide, denial, other).isDone()).isTrue();
    assertThat(with(enforce, denial, other).delete())
        .as("the wide grant is gone")
        .containsExactlyInAnyOrder(denial, other);
  }

  @Test
  void allIsDeniedByOperationButNeverAllOrReadWhichIsABypass() {
    AclPlan plan = with(enforce, topic("User:ops", ALL, ALLOW, "*", LITERAL));
    assertThat(plan.create())
        .hasSize(8)
        .allMatch(acl -> acl.entry().permissionType() == DENY)
        .noneMatch(acl -> acl.entry().operation() == ALL || acl.entry().operation() == READ);
    assertThat(plan.bypass()).containsExactly("User:ops");
  }

  @Test
  void everyoneIsNeverTouched() {
    AclPlan plan = with(enforce, topic("User:*", WRITE, ALLOW, "audit", LITERAL));
    assertThat(plan.isDone()).isTrue();
    assertThat(plan.toEveryone()).containsExactly("User:* may WRITE on topic audit (LITERAL)");
  }

  @Test
  void adminWriterAndLiveKeysAreNeverDenied() {
    for (String principal : List.of("User:admin", "User:" + WRITER, "User:" + KEY)) {
      assertThat(with(enforce, topic(principal, WRITE, ALLOW, "a", PREFIXED)).create())
          .as(principal)
          .isEmpty();
    }
  }

  @Test
  void rightsOnTheClusterAreABypass() {
    AclBinding cluster =
        new AclBinding(
            new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", LITERAL),
            new AccessControlEntry("User:platform", "*", ALTER, ALLOW));
    AclPlan plan = with(enforce, cluster);
    assertThat(plan.isDone()).isTrue();
    assertThat(plan.bypass()).containsExactly("User:platform");
  }

  @Test
  void anAdminWhoseNameIsNotKnownTakesNothingAway() {
    Access unknown = new Access("audit", null, PREFIX, WRITER, Set.of(KEY), true);
    AclBinding grant = topic("User:admin", WRITE, ALLOW, "audit", LITERAL);
    assertThat(with(unknown, grant).isDone()).isTrue();
    assertThat(with(unknown, grant).foreign()).hasSize(1);
  }

  @Test
  void otherTopicsAreNobodysBusiness() {
    assertThat(with(enforce, topic("User:eve", READ, ALLOW, "audit-other", LITERAL)).isDone())
        .isTrue();
    assertThat(with(enforce, topic("User:eve", WRITE, DENY, "other", LITERAL)).isDone()).isTrue();
  }

  private AclPlan with(Access access, AclBinding... others) {
    List<AclBinding> actual = new ArrayList<>(AclPlan.of(access, List.of()).create());
    actual.addAll(List.of(others));
    return AclPlan.of(access, actual);
  }

  private static AclBinding topic(
      String principal,
      AclOperation operation,
      AclPermissionType permission,
      String name,
      PatternType pattern) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, name, pattern),
        new AccessControlEntry(principal, "*", operation, permission));
  }
}
