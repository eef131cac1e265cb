package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Act;
import java.net.InetAddress;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.Action;
import org.junit.jupiter.api.Test;

class CoalescerTest {
  private final Coalescer coalescer = new Coalescer(1_048_576);

  @Test
  void fetchesOfAnAuditTopicAreOneEventAndACount() {
    assertThat(coalescer.encodeNow(fetch(true), true, false)).isTrue();
    assertThat(coalescer.encodeNow(fetch(true), true, false)).isFalse();
    assertThat(coalescer.encodeNow(fetch(true), true, false)).isFalse();

    List<Coalescer.Group> ended = coalescer.ended(Long.MAX_VALUE, 0);

    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).count()).isEqualTo(2);
    assertThat(ended.get(0).first().allowed).isTrue();
  }

  @Test
  void whatTheWriterDoesFromElsewhereIsOneEventOfEachWindow() {
    for (int window = 0; window < 3; window++) {
      assertThat(coalescer.encodeNow(fetch(true), true, true)).isFalse();
      assertThat(coalescer.encodeNow(fetch(true), true, true)).isFalse();
      assertThat(coalescer.ended(1_000L * (window + 1), 1_000))
          .singleElement()
          .matches(group -> group.count() == 2);
    }
    assertThat(coalescer.ended(10_000, 1_000)).isEmpty();
  }

  @Test
  void allowedActsOnOtherTopicsAreNotCoalesced() {
    assertThat(coalescer.encodeNow(fetch(true), false, false)).isTrue();
    assertThat(coalescer.encodeNow(fetch(true), false, false)).isTrue();
  }

  @Test
  void aDenialIsNotCountedWithWhatWasAllowed() {
    assertThat(coalescer.encodeNow(fetch(true), true, false)).isTrue();
    assertThat(coalescer.encodeNow(fetch(false), true, false)).isTrue();
    assertThat(coalescer.encodeNow(fetch(false), true, false)).isFalse();
  }

  @Test
  void whatFindsNoRoomIsToldOneByOne() {
    Coalescer small = new Coalescer(5_000);
    for (String name : List.of("x".repeat(1_000), "y".repeat(20_000), "z".repeat(1_000))) {
      Act act = fetch(false);
      act.action =
          new Action(
              AclOperation.READ,
              new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL),
              1,
              true,
              true);
      assertThat(small.encodeNow(act, false, false)).isTrue();
      assertThat(small.encodeNow(act, false, false)).isEqualTo(!name.startsWith("x"));
    }
    assertThat(small.ended(Long.MAX_VALUE, 0)).hasSize(1);
    assertThat(small.encodeNow(fetch(false), false, false)).isTrue();
    assertThat(small.encodeNow(fetch(false), false, false)).as("after the interval").isFalse();
  }

  private static Act fetch(boolean allowed) {
    Act act = new Act();
    act.kind = Act.Kind.DECISION;
    act.allowed = allowed;
    act.action =
        new Action(
            AclOperation.READ,
            new ResourcePattern(ResourceType.TOPIC, "audit", PatternType.LITERAL),
            1,
            true,
            true);
    act.context =
        new RequestContext(
            new RequestHeader(ApiKeys.FETCH, (short) 12, "siem", 1),
            "c",
            InetAddress.getLoopbackAddress(),
            new KafkaPrincipal(KafkaPrincipal.USER_TYPE, "siem"),
            ListenerName.normalised("EXTERNAL"),
            SecurityProtocol.SASL_PLAINTEXT,
            ClientInformation.EMPTY,
            false);
    return act;
  }
}
