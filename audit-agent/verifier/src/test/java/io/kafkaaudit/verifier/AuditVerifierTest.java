package io.kafkaaudit.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AuditVerifierTest {
  private int sequence;
  private final AuditVerifier verifier = new AuditVerifier();
  private long offset;

  @Test
  void aCompleteRunIsAccountedForInWhateverOrderItIsRead() {
    event(3, "a/authentication", "{}");
    lifecycle(1, "start");
    lifecycle(4, "stop");
    event(2, "a/authentication", "{}");

    assertThat(verifier.report().isAccountedFor()).isTrue();
    assertThat(only().openTail()).isFalse();
    assertThat(only().events()).isEqualTo(4);
  }

  @Test
  void whatALossEventNamesIsLostAndNoGap() {
    lifecycle(1, "start");
    event(5, "io.kafkaaudit.agent/loss", "{\"ranges\":[[2,3]]}");

    assertThat(only().lost()).isEqualTo(2);
    assertThat(only().gaps()).containsExactly(new Range(4, 4));
    assertThat(only().openTail()).isTrue();
    assertThat(verifier.report().isAccountedFor()).isFalse();
  }

  @Test
  void whatIsNamedLostButThereIsNotLost() {
    lifecycle(1, "start");
    event(2, "x", "{}");
    event(3, "io.kafkaaudit.agent/loss", "{\"ranges\":[[2,2]]}");
    assertThat(only().lost()).isZero();
    assertThat(only().gaps()).isEmpty();
  }

  @Test
  void lossesAtTheEndOfTheRunReachBeyondTheLastEvent() {
    lifecycle(1, "start");
    event(2, "io.kafkaaudit.agent/loss", "{\"ranges\":[[3,9]]}");
    assertThat(only().last()).isEqualTo(9);
    assertThat(only().lost()).isEqualTo(7);
    assertThat(only().gaps()).isEmpty();
  }

  @Test
  void theBeginningMayBeGoneByRetentionButNotAfterAStart() {
    event(7, "x", "{}");
    event(8, "x", "{}");
    assertThat(only().gaps()).isEmpty();
    lifecycle(1, "start");
    assertThat(only().gaps()).containsExactly(new Range(2, 6));
  }

  @Test
  void anActThatALaterOperatorTellsAgainIsNoGapAndNoSecondAct() {
    platform("operator-1", 1, "one", "alice");
    platform("operator-1", 2, "two", "\u001b[31mmallory");
    platform("operator-2", 1, "two", "\u001b[31mmallory");
    platform("operator-2", 2, "three", "carol");
    platform("operator-2", 2, "three", "carol");

    Report report = verifier.report();
    assertThat(report.isAccountedFor()).isTrue();
    assertThat(report.runs()).extracting(RunReport::duplicates).containsExactly(0L, 2L);
    assertThat(report.runs()).extracting(RunReport::events).containsExactly(2L, 1L);
    assertThat(report.platform())
        .hasSize(4)
        .first()
        .asString()
        .contains("3 (1 told again by a later operator");
    assertThat(report.platform().get(1))
        .isEqualTo(
            "  2026-11-22T08:00:00.001Z RotateKey key=KA SUCCESS, asked by alice (admission)");
    assertThat(report.table()).doesNotContain("\u001b").contains("asked by ?[31mmallory");
  }

  @Test
  void aGapInARunOfTheOperatorIsAGap() {
    platform("operator-1", 1, "one", "alice");
    platform("operator-1", 3, "three", "alice");
    assertThat(verifier.report().runs().get(0).gaps()).containsExactly(new Range(2, 2));
  }

  private void platform(String agentId, long sequence, String id, String user) {
    String json =
        ("{\"id\":\"%s\",\"agentid\":\"%s\",\"sequence\":\"%020d\",\"time\":\"2026-11-22T08:00:00.00%dZ\","
                + "\"type\":\"io.kafkaaudit.operator/request\",\"data\":{\"methodName\":\"kafkaaudit.RotateKey\","
                + "\"resourceName\":\"crn:///kafka=c/key=KA\",\"result\":{\"status\":\"SUCCESS\"},"
                + "\"changedBy\":{\"source\":\"admission\",\"user\":\"%s\"}}}")
            .formatted(id, agentId, sequence, sequence, user.replace("\u001b", "\\u001b"));
    verifier.accept(0, offset++, json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void duplicatesAreCountedOnce() {
    lifecycle(1, "start");
    event(2, "x", "{}");
    event(2, "x", "{}");
    assertThat(only().duplicates()).isEqualTo(1);
    assertThat(only().events()).isEqualTo(2);
    assertThat(verifier.report().isAccountedFor()).isTrue();
  }

  @Test
  void aSecondEventUnderANumberIsNoDuplicate() {
    lifecycle(1, "start");
    accept("{\"id\":\"forged\",\"agentid\":\"agent-1\",\"sequence\":\"00000000000000000001\"}");
    assertThat(only().conflicts()).isEqualTo(1);
    assertThat(only().duplicates()).isZero();
    assertThat(verifier.report().isAccountedFor()).isFalse();
    assertThat(verifier.report().table()).contains("1 events have the number of another event");
  }

  @Test
  void aLossOfMoreThanCanBeCountedOneByOneEndsAtOnce() {
    lifecycle(1, "start");
    long highest = 1L << 61;
    event(2, "io.kafkaaudit.agent/loss", "{\"ranges\":[[3," + highest + "]]}");
    assertThat(only().lost()).isEqualTo(highest - 2);
    assertThat(only().gaps()).isEmpty();
  }

  @Test
  void rangesThatAreNoneCoverNothing() {
    lifecycle(1, "start");
    event(
        5,
        "io.kafkaaudit.agent/loss",
        "{\"ranges\":[[4,2],[-1,9],\"x\",[],[1,9223372036854775807],{\"a\":1}]}");
    assertThat(only().gaps()).containsExactly(new Range(2, 4));
    assertThat(only().last()).isEqualTo(5);
  }

  @Test
  void whatIsNoEventIsNamedAndNeverFails() {
    for (String hostile :
        new String[] {
          "",
          "{",
          "[]",
          "null",
          "\"x\"",
          "{\"id\":1}",
          "{\"id\":\"a\",\"agentid\":\"b\",\"sequence\":7}",
          "{\"id\":\"a\",\"agentid\":\"b\",\"sequence\":\"99999999999999999999\"}",
          "{\"id\":\"a\",\"agentid\":\"b\",\"sequence\":\"09223372036854775807\"}",
          "{\"id\":\"a\",\"agentid\":\"b\",\"sequence\":\"00000000000000000000\"}",
          "[".repeat(100_000)
        }) {
      accept(hostile);
    }
    verifier.accept(0, offset, null);
    Report report = verifier.report();
    assertThat(report.foreignCount()).isEqualTo(12);
    assertThat(report.isAccountedFor()).isFalse();
    assertThat(report.table()).contains("0@0: ", "0@11: no value");
  }

  @Test
  void theTableNamesGapsAndTails() {
    lifecycle(1, "start");
    event(4, "x", "{}");
    assertThat(verifier.report().table()).contains("agent-1").contains("2-3").contains("open");
  }

  @Test
  void aRunThatLeftNothingButItsIdIsNamed() {
    String lifecycle = "io.kafkaaudit.agent/lifecycle";
    event(1, lifecycle, "{\"phase\":\"start\",\"previousRun\":\"other-run\"}");
    assertThat(verifier.report().unreadRuns()).containsExactly("other-run");
    assertThat(verifier.report().table()).contains("no event here: other-run");

    accept(
        "{\"id\":\"id-0\",\"agentid\":\"cluster-1-other-run\","
            + "\"sequence\":\"00000000000000000001\",\"type\":\"x\",\"data\":{}}");
    assertThat(verifier.report().unreadRuns()).isEmpty();
  }

  @Test
  void theReportsOfBrokerAndControllerArePairedOverTheirRuns() {
    forwarded("controller", 1, "00.020", "\"nodeId\":1,\"forwardedBy\":{\"nodeId\":2}");
    forwarded("edge", 1, "00.000", "\"nodeId\":2");
    forwarded("edge", 1, "00.000", "\"nodeId\":2"); // delivered twice
    forwarded("edge", 2, "07.000", "\"nodeId\":3");
    forwarded("controller", 2, "00.000", "\"nodeId\":1"); // sent to it, not forwarded
    forwarded("broker", 1, "00.000", "\"nodeId\":2");
    forwarded("edge", 3, "when", "\"nodeId\":2");

    ForwardedRequests forwarded = verifier.report().forwarded();
    assertThat(forwarded.pairs()).isOne();
    assertThat(forwarded.controllerOnly()).isEmpty();
    assertThat(forwarded.edgeOnly()).extracting(ForwardedReport::broker).containsExactly(3);
    assertThat(verifier.report().table())
        .contains(
            "forwarded requests: 1 reported by broker and controller, 1 by the broker only"
                + " (2026-11-24T16:00:07Z to 2026-11-24T16:00:07Z), 0 by the controller only");
  }

  @Test
  void anAddressThatTwoVersionsWriteDifferentlyIsOne() {
    forwarded("edge", 1, "00", "\"nodeId\":2", "fe80:0:0:0:0:0:0:2%eth0");
    forwarded("controller", 1, "01", "\"nodeId\":1,\"forwardedBy\":{\"nodeId\":2}", "fe80::2");
    forwarded("edge", 2, "10", "\"nodeId\":2", "not:an:address");
    forwarded("edge", 3, "20", "\"nodeId\":2", "example.org");

    assertThat(verifier.report().forwarded().pairs()).isOne();
    assertThat(verifier.report().forwarded().edgeOnly()).hasSize(2);
  }

  @Test
  void aSubjectThatTwoVersionsWriteDifferentlyIsOneAndAFloodIsNone() {
    quota("edge", "\"nodeId\":2", "user=alice", "");
    quota("controller", "\"nodeId\":1,\"forwardedBy\":{\"nodeId\":2}", "quota=user:alice", "");
    assertThat(verifier.report().forwarded().pairs()).isOne();
    quota(
        "controller",
        "\"nodeId\":1,\"forwardedBy\":{\"nodeId\":2}",
        "quota=user:bob",
        ",\"flood\":{\"distinct\":1}");
    assertThat(verifier.report().forwarded().controllerOnly()).isEmpty();
  }

  @Test
  void whatBrokersNeverTellOfIsNoForwardedRequest() {
    accept(
        "{\"id\":\"1\",\"agentid\":\"c\",\"sequence\":\"00000000000000000001\","
            + "\"time\":\"2026-11-24T16:00:00Z\",\"data\":{\"methodName\":\"kafka.DescribeQuorum\","
            + "\"requestMetadata\":{\"observer\":\"controller\",\"nodeId\":1,"
            + "\"forwardedBy\":{\"nodeId\":2}}}}");
    assertThat(verifier.report().forwarded().controllerOnly()).isEmpty();
  }

  private void quota(String observer, String origin, String resource, String more) {
    sequence++;
    accept(
        String.format(
            "{\"id\":\"%2$d\",\"agentid\":\"%1$s\",\"sequence\":\"%2$020d\","
                + "\"source\":\"crn:///kafka=c\",\"subject\":\"crn:///kafka=c/%4$s\","
                + "\"time\":\"2026-11-24T16:00:00Z\",\"data\":{"
                + "\"methodName\":\"kafka.AlterClientQuotas\","
                + "\"authenticationInfo\":{\"principal\":\"User:root\"},"
                + "\"request\":{\"correlationId\":7,\"clientId\":\"admin\"},"
                + "\"requestMetadata\":{\"observer\":\"%1$s\","
                + "\"clientAddress\":[{\"ip\":\"10.1.2.3\"}],%3$s}%5$s}}",
            observer, sequence, origin, resource, more));
  }

  @Test
  void anAccountWithoutForwardedRequestsDoesNotSpeakOfThem() {
    lifecycle(1, "start");
    assertThat(verifier.report().table()).doesNotContain("forwarded");
  }

  private void forwarded(String observer, long sequence, String seconds, String origin) {
    forwarded(observer, sequence, seconds, origin, "10.1.2.3");
  }

  private void forwarded(
      String observer, long sequence, String seconds, String origin, String address) {
    accept(
        String.format(
            "{\"id\":\"%1$s-%2$d\",\"agentid\":\"%1$s\",\"sequence\":\"%2$020d\","
                + "\"source\":\"crn:///kafka=c\",\"subject\":\"crn:///kafka=c/topic=t\","
                + "\"time\":\"2026-11-24T16:00:%3$sZ\",\"data\":{"
                + "\"methodName\":\"kafka.CreateTopics\","
                + "\"authenticationInfo\":{\"principal\":\"User:alice\"},"
                + "\"request\":{\"correlationId\":7,\"clientId\":\"admin\"},"
                + "\"requestMetadata\":{\"observer\":\"%1$s\","
                + "\"clientAddress\":[{\"ip\":\"%5$s\"}],%4$s}}}",
            observer, sequence, seconds, origin, address));
  }

  private RunReport only() {
    assertThat(verifier.report().runs()).hasSize(1);
    return verifier.report().runs().get(0);
  }

  private void lifecycle(long sequence, String phase) {
    event(sequence, "io.kafkaaudit.agent/lifecycle", "{\"phase\":\"" + phase + "\"}");
  }

  private void event(long sequence, String type, String data) {
    accept(
        String.format(
            "{\"id\":\"id-%d\",\"agentid\":\"agent-1\",\"sequence\":\"%020d\",\"type\":\"%s\",\"data\":%s}",
            sequence, sequence, type, data));
  }

  private void accept(String text) {
    verifier.accept(0, offset++, text.getBytes(StandardCharsets.UTF_8));
  }
}
