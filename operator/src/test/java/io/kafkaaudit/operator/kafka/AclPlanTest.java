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
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
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
  private static final String GROUPS = "audit_kafka_siem_";
  private static final String GONE = PREFIX + "ZZZZZZZZZZ";

  private Set<Denial> recorded = Set.of();
  private final Access enforce =
      new Access("audit", "User:admin", PREFIX, WRITER, Map.of(KEY, GROUPS), true);
  private final Access warn =
      new Access("audit", "User:admin", PREFIX, WRITER, Map.of(KEY, GROUPS), false);

  @Test
  void exactlyWriterAndLiveKeys() {
    assertThat(AclPlan.of(enforce, Set.of(), List.of()).create())
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
    AclPlan plan = AclPlan.of(enforce, Set.of(), List.of(revoked, grant, wide));
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
    recorded = Set.of(new Denial("User:eve", "WRITE", "audit"));
    assertThat(with(enforce, denial).delete()).containsExactly(denial);
    assertThat(with(warn, denial).delete()).as("ours also under Warn").containsExactly(denial);
    AclPlan held = with(enforce, denial, everyone);
    assertThat(held.delete()).isEmpty();
    assertThat(held.recordAfter(enforce, recorded)).isEqualTo(recorded);
    AclPlan removal = held.removing(enforce, recorded);
    assertThat(removal.sweep()).as("goes with the AuditLog").containsExactly(denial);
    assertThat(removal.create()).isEmpty();
  }

  @Test
  void aDenialThatIsNotRecordedIsNeverTouchedWhateverItLooksLike() {
    AclBinding likeOurs = topic("User:eve", WRITE, DENY, "audit", LITERAL);
    AclBinding[] others = {
      likeOurs,
      topic("User:*", WRITE, DENY, "audit", LITERAL),
      topic("User:eve", READ, DENY, "audit", LITERAL),
      topic("User:" + GONE, WRITE, DENY, "audit", LITERAL),
      topic("User:eve", WRITE, DENY, "aud", PREFIXED),
      topic("User:eve", WRITE, DENY, "audit-other", LITERAL)
    };
    for (Access access : List.of(enforce, warn)) {
      AclPlan plan = with(access, others);
      assertThat(plan.isDone()).isTrue();
      assertThat(plan.removing(access, recorded).isDone()).isTrue();
      assertThat(plan.findings().unrecorded())
          .as("what an older version could have made")
          .extracting(ForeignAcl::sentence)
          .containsExactly(
              "User:eve may not WRITE on topic audit (LITERAL)",
              "User:" + GONE + " may not WRITE on topic audit (LITERAL)");
      assertThat(plan.findings().unrecorded().get(0).removal("kafka:9093"))
          .isEqualTo(
              "kafka-acls --bootstrap-server kafka:9093 --command-config admin.properties --remove --force"
                  + " --deny-principal User:eve --operation Write --topic audit");
    }
    AclBinding wide = topic("User:eve", WRITE, ALLOW, "audit", PREFIXED);
    AclPlan wanted = with(enforce, likeOurs, wide);
    assertThat(wanted.recordBefore(enforce, recorded))
        .as("one that was there before is not made ours by a grant")
        .doesNotContain(new Denial("User:eve", "WRITE", "audit"));
  }

  @Test
  void aDenialIsInTheRecordBeforeItIsMadeAndUntilItIsGone() {
    AclBinding wide = topic("User:etl", WRITE, ALLOW, "au", PREFIXED);
    AclPlan plan = with(enforce, wide);
    Set<Denial> both =
        Set.of(
            new Denial("User:etl", "WRITE", "audit"),
            new Denial("User:etl", "WRITE", "audit-agents"));
    assertThat(plan.recordBefore(enforce, recorded)).isEqualTo(both);
    assertThat(plan.recordAfter(enforce, recorded)).isEqualTo(both);
    String contested = "ACL restored: User:etl may not WRITE on topic audit";
    assertThat(plan.without(Set.of(contested)).recordBefore(enforce, recorded)).hasSize(1);

    recorded = both;
    AclPlan killedBeforeItWasMade = with(enforce, wide);
    assertThat(killedBeforeItWasMade.create()).hasSize(2);
    AclPlan gone = with(enforce);
    assertThat(gone.delete()).isEmpty();
    assertThat(gone.sweep()).as("a broker may lag").hasSize(2);
    assertThat(gone.changes()).as("told to nobody").isEmpty();
    assertThat(gone.recordBefore(enforce, recorded)).isEqualTo(both);
    assertThat(gone.recordAfter(enforce, recorded)).isEmpty();
  }

  @Test
  void aRecordGivesNoRightOverAclsThatTheOperatorDoesNotMake() {
    recorded =
        Set.of(
            new Denial("User:eve", "WRITE", "payments"),
            new Denial("User:eve", "READ", "audit"),
            new Denial("User:eve", "NONSENSE", "audit"),
            new Denial("eve", "WRITE", "audit"),
            new Denial("User:*", "WRITE", "audit"));
    AclPlan plan =
        with(
            enforce,
            topic("User:eve", WRITE, DENY, "payments", LITERAL),
            topic("User:eve", READ, DENY, "audit", LITERAL),
            topic("User:*", WRITE, DENY, "audit", LITERAL));
    assertThat(plan.isDone()).isTrue();
    assertThat(plan.removing(enforce, recorded).isDone()).isTrue();
    assertThat(plan.recordAfter(enforce, recorded)).isEmpty();
  }

  @Test
  void moreGrantsThanARecordHoldsAreReported() {
    AclBinding[] wide =
        IntStream.range(0, AclPlan.MOST_DENIALS)
            .mapToObj(i -> topic("User:u" + i, WRITE, ALLOW, "audit", PREFIXED))
            .toArray(AclBinding[]::new);
    AclPlan plan = with(enforce, wide);
    assertThat(plan.create()).hasSize(AclPlan.MOST_DENIALS);
    assertThat(plan.findings().bypass()).hasSize(AclPlan.MOST_DENIALS / 2);
    AclBinding longName =
        topic("User:" + "u".repeat(AclPlan.LONGEST_PRINCIPAL), WRITE, ALLOW, "*", LITERAL);
    assertThat(with(enforce, longName).isDone()).isTrue();
    assertThat(with(enforce, longName).findings().foreign()).hasSize(1);
  }

  @Test
  void aDenialThatKeepsAKeyFromItsWorkIsFoundAndNeverRemoved() {
    List<String> reader = List.of(KEY);
    List<String> writer = List.of(WRITER);
    List<String> both = List.of(KEY, WRITER);
    assertThat(keysDeniedBy(topic("User:" + KEY, READ, DENY, "audit", LITERAL))).isEqualTo(reader);
    assertThat(keysDeniedBy(topic("User:*", READ, DENY, "*", LITERAL))).isEqualTo(reader);
    assertThat(keysDeniedBy(topic("User:*", DESCRIBE, DENY, "aud", PREFIXED))).isEqualTo(both);
    assertThat(keysDeniedBy(topic("User:*", ALL, DENY, "audit", LITERAL))).isEqualTo(both);
    assertThat(keysDeniedBy(topic("User:*", WRITE, DENY, "audit-agents", LITERAL)))
        .isEqualTo(writer);
    assertThat(keysDeniedBy(topic("User:" + WRITER, WRITE, DENY, "audit", LITERAL)))
        .isEqualTo(writer);
    assertThat(keysDeniedBy(group("User:*", READ, "*", LITERAL, "*"))).isEqualTo(reader);
    assertThat(keysDeniedBy(group("User:" + KEY, ALL, "audit_", PREFIXED, "*"))).isEqualTo(reader);
    assertThat(keysDeniedBy(group("User:*", DESCRIBE, GROUPS + "main", LITERAL, "10.1.1.1")))
        .as("some group, from some host")
        .isEqualTo(reader);
    for (AclBinding harmless :
        List.of(
            topic("User:eve", READ, DENY, "audit", LITERAL),
            topic("User:" + KEY, WRITE, DENY, "audit", LITERAL),
            topic("User:*", READ, DENY, "audit-agents", LITERAL),
            topic("User:*", READ, DENY, "audit-", PREFIXED),
            topic("User:" + WRITER, READ, DENY, "audit", LITERAL),
            topic("User:" + KEY, READ, ALLOW, "*", LITERAL),
            group("User:*", READ, "audit_kafka_other_", PREFIXED, "*"),
            group("User:*", AclOperation.DELETE, "*", LITERAL, "*"))) {
      assertThat(keysDeniedBy(harmless)).as(harmless.toString()).isEmpty();
    }
  }

  private List<String> keysDeniedBy(AclBinding acl) {
    AclPlan plan = with(enforce, acl);
    assertThat(plan.delete()).doesNotContain(acl);
    return plan.findings().keyDenials().stream().flatMap(one -> one.keys().stream()).toList();
  }

  @Test
  void aCommandIsSafeToPaste() {
    AclBinding hostile =
        group(
            "User:$(reboot)'; rm -rf /\n\u001b[2J",
            AclOperation.READ,
            "audit_",
            PREFIXED,
            "10.1.1.1");
    assertThat(new ForeignAcl(hostile).removal("a:1, b:1"))
        .isEqualTo(
            "kafka-acls --bootstrap-server 'a:1, b:1' --command-config admin.properties --remove --force"
                + " --deny-principal 'User:$(reboot)'\\''; rm -rf /??[2J' --deny-host 10.1.1.1"
                + " --operation Read --group audit_ --resource-pattern-type prefixed");
    assertThat(
            new ForeignAcl(topic("User:a", AclOperation.ALTER_CONFIGS, DENY, "audit", LITERAL))
                .removal("a"))
        .contains("--operation AlterConfigs");
  }

  @Test
  void aWideGrantToReadThatSomebodyDeniedIsNoBypass() {
    AclBinding wide = topic("User:etl", ALL, ALLOW, "*", LITERAL);
    AclBinding denial = topic("User:etl", READ, DENY, "audit", LITERAL);
    AclBinding agents = topic("User:etl", READ, DENY, "audit-agents", LITERAL);
    assertThat(with(enforce, wide, denial).findings().bypass()).containsExactly("User:etl");
    assertThat(with(enforce, wide, denial, agents).findings().bypass()).isEmpty();
  }

  @Test
  void aLiteralGrantOfSomebodyElseGoesOrIsReported() {
    AclBinding grant = topic("User:eve", READ, ALLOW, "audit", LITERAL);
    assertThat(with(enforce, grant).delete()).containsExactly(grant);
    AclPlan reported = with(warn, grant);
    assertThat(reported.isDone()).isTrue();
    assertThat(reported.findings().foreign())
        .containsExactly("User:eve may READ on topic audit (LITERAL)");
    assertThat(reported.findings().bypass()).containsExactly("User:eve");
  }

  @Test
  void aWideGrantToWriteIsDeniedForThatPrincipalAndOperationOnly() {
    AclBinding wide = topic("User:etl", WRITE, ALLOW, "au", PREFIXED);
    AclBinding denial = topic("User:etl", WRITE, DENY, "audit", LITERAL);
    AclBinding other = topic("User:etl", WRITE, DENY, "audit-agents", LITERAL);
    recorded =
        Set.of(
            new Denial("User:etl", "WRITE", "audit"),
            new Denial("User:etl", "WRITE", "audit-agents"));
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
    assertThat(plan.findings().bypass()).containsExactly("User:ops");
  }

  @Test
  void everyoneIsNeverTouched() {
    AclPlan plan = with(enforce, topic("User:*", WRITE, ALLOW, "audit", LITERAL));
    assertThat(plan.isDone()).isTrue();
    assertThat(plan.findings().toEveryone())
        .containsExactly("User:* may WRITE on topic audit (LITERAL)");
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
    assertThat(plan.findings().bypass()).containsExactly("User:platform");
  }

  @Test
  void anAdminWhoseNameIsNotKnownTakesNothingAway() {
    Access unknown = new Access("audit", null, PREFIX, WRITER, Map.of(KEY, GROUPS), true);
    AclBinding grant = topic("User:admin", WRITE, ALLOW, "audit", LITERAL);
    assertThat(with(unknown, grant).isDone()).isTrue();
    assertThat(with(unknown, grant).findings().foreign()).hasSize(1);
  }

  @Test
  void otherTopicsAreNobodysBusiness() {
    assertThat(with(enforce, topic("User:eve", READ, ALLOW, "audit-other", LITERAL)).isDone())
        .isTrue();
    assertThat(with(enforce, topic("User:eve", WRITE, DENY, "other", LITERAL)).isDone()).isTrue();
  }

  private static AclBinding group(
      String principal, AclOperation operation, String name, PatternType pattern, String host) {
    return new AclBinding(
        new ResourcePattern(ResourceType.GROUP, name, pattern),
        new AccessControlEntry(principal, host, operation, DENY));
  }

  private AclPlan with(Access access, AclBinding... others) {
    List<AclBinding> actual = new ArrayList<>(AclPlan.of(access, Set.of(), List.of()).create());
    actual.addAll(List.of(others));
    return AclPlan.of(access, recorded, actual);
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
