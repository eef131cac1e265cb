package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.kafka.AclFindings;
import io.kafkaaudit.operator.kafka.AclPlan;
import io.kafkaaudit.operator.kafka.ForeignAcl;
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

class AccessReportTest {
  private static final AclFindings NOTHING =
      new AclFindings(List.of(), List.of(), List.of(), List.of(), List.of());
  private static final AclFindings EVERYTHING =
      new AclFindings(
          List.of("User:eve may READ"),
          List.of("User:* may WRITE"),
          List.of("User:eve"),
          List.of(new AclFindings.KeyDenial(denial("User:*"), List.of("KA1"))),
          List.of(denial("User:bob")));

  @Test
  void nothingBadHidesAnother() {
    AccessReport report =
        AccessReport.of(access("User:admin"), EVERYTHING, Set.of("ACL removed: x"), "k:1", "s");
    assertThat(report.ready()).isFalse();
    assertThat(report.reason()).isEqualTo(Reason.KeyDenied);
    assertThat(report.message())
        .contains(
            "ACL removed: x",
            "keys KA1 do not work",
            "--deny-principal 'User:*'",
            "User:* may WRITE: remove these ACLs",
            "Access of others, not removed: User:eve may READ",
            "--deny-principal User:bob",
            "Secret s does not hold")
        .doesNotContain("principal of the operator's admin");
    AccessReport contest =
        AccessReport.of(access("User:a"), NOTHING, Set.of("ACL removed: x"), "k:1", null);
    assertThat(contest.reason()).isEqualTo(Reason.Contested);
  }

  @Test
  void anAdminWhoseNameIsNotKnownIsNamed() {
    AccessReport report = AccessReport.of(access(null), NOTHING, Set.of(), "k:1", null);
    assertThat(report.ready()).isTrue();
    assertThat(report.message())
        .contains("principal of the operator's admin is not known", "although access.enforcement");
    assertThat(AccessReport.of(access("User:a"), NOTHING, Set.of(), "k:1", null).message())
        .isEqualTo(
            "Only the writer and granted keys have access, and whom status.access.bypass names");
  }

  @Test
  void aThousandAreCounted() {
    List<String> many = IntStream.range(0, 1_000).mapToObj(i -> "User:u" + i).toList();
    List<String> keys = many.subList(0, 100); // the highest keyLimit
    AclFindings findings =
        new AclFindings(
            many,
            many,
            many,
            many.stream().map(u -> new AclFindings.KeyDenial(denial(u), keys)).toList(),
            many.stream().map(AccessReportTest::denial).toList());
    AccessReport report = AccessReport.of(access("User:a"), findings, Set.of(), "k:1", null);
    assertThat(report.message()).contains("and 990 more").hasSizeLessThan(20_000);
  }

  private static AclPlan.Access access(String admin) {
    return new AclPlan.Access("audit", admin, "KAAAAA", "KAAAAAWWWWWWWWWW", Map.of(), true);
  }

  private static ForeignAcl denial(String principal) {
    return new ForeignAcl(
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "audit", PatternType.LITERAL),
            new AccessControlEntry(principal, "*", AclOperation.READ, AclPermissionType.DENY)));
  }
}
