package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.ClientSoftware;
import java.util.List;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.DefaultChannelMetadataRegistry;
import org.junit.jupiter.api.Test;

class HeldLoginsTest {
  private static final long BEGIN = Long.MAX_VALUE - 5; // as nanoTime() may be
  private static final long END = BEGIN + HeldLogins.LONGEST_NANOS;

  private final HeldLogins logins = new HeldLogins(1_000_000);
  private final DefaultChannelMetadataRegistry registry = new DefaultChannelMetadataRegistry();

  @Test
  void aLoginIsToldWithTheSoftwareThatItsClientGivesAfterIt() {
    registry.registerClientInformation(ClientInformation.EMPTY);
    assertThat(logins.hold(login("alice"))).isTrue();
    assertThat(logins.ended(BEGIN + 1)).isEmpty();

    registry.registerClientInformation(new ClientInformation("apache-kafka-java", "4.3.1"));
    Act told = one(logins.ended(BEGIN + 2));
    assertThat(told.softwareName).isEqualTo("apache-kafka-java");
    assertThat(told.softwareVersion).isEqualTo("4.3.1");
    assertThat(told.principal).isEqualTo("alice");
    assertThat(told.timeMillis).as("that of the login").isEqualTo(17);
    assertThat(told.monotonicNanos).isEqualTo(BEGIN);
    assertThat(logins.ended(END)).as("once").isEmpty();
  }

  @Test
  void aClientThatNeverGivesItIsToldWithoutAfterAMoment() {
    logins.hold(login("alice"));
    assertThat(logins.ended(END - 1)).isEmpty();
    assertThat(one(logins.ended(END)).softwareName).isNull();
  }

  @Test
  void aConnectionThatEndedIsNotWaitedFor() {
    registry.registerClientInformation(ClientInformation.EMPTY);
    logins.hold(login("alice"));
    assertThat(logins.ended(BEGIN + 1)).isEmpty();
    registry.close();
    assertThat(one(logins.ended(BEGIN + 2)).softwareName).isNull();
  }

  @Test
  void ofAHostileClientNoMoreIsToldThanFits() {
    logins.hold(login("alice"));
    registry.registerClientInformation(
        new ClientInformation("n".repeat(32_000), "v".repeat(32_000)));
    Act told = one(logins.ended(BEGIN));
    assertThat(told.softwareName).hasSize(250);
    assertThat(told.softwareVersion).hasSize(250);
  }

  @Test
  void whatNeedNotWaitIsNotHeld() {
    Act complete = login("alice");
    complete.software = null; // it failed, or its software is known
    assertThat(logins.hold(complete)).isFalse();
    assertThat(logins.all()).isEmpty();
  }

  @Test
  void thereIsRoomForSoManyAndAgainWhenTheyEnded() {
    HeldLogins many = new HeldLogins(Long.MAX_VALUE / 2);
    for (int i = 0; i < HeldLogins.MOST; i++) {
      assertThat(many.hold(login("alice"))).isTrue();
    }
    assertThat(many.hold(login("alice"))).isFalse();
    assertThat(many.ended(END)).hasSize(HeldLogins.MOST);
    assertThat(many.hold(login("alice"))).isTrue();
  }

  @Test
  void namesCountInBytes() {
    HeldLogins few = new HeldLogins(10_000);
    assertThat(few.hold(login("a".repeat(4_000)))).isTrue();
    assertThat(few.hold(login("a".repeat(4_000)))).isFalse();
    assertThat(few.hold(login("a"))).as("one that is smaller").isFalse();
    registry.registerClientInformation(new ClientInformation("n".repeat(250), "v"));
    assertThat(few.ended(BEGIN)).hasSize(1);
    assertThat(few.hold(login("a".repeat(4_000)))).as("all is given back").isTrue();
  }

  @Test
  void atTheEndAllAreTold() {
    logins.hold(login("alice"));
    logins.hold(login("bob"));
    assertThat(logins.all()).extracting(act -> act.principal).containsExactly("alice", "bob");
    assertThat(logins.all()).isEmpty();
  }

  private static Act one(List<Act> acts) {
    assertThat(acts).hasSize(1);
    return acts.get(0);
  }

  private Act login(String principal) {
    Act act = new Act();
    act.kind = Act.Kind.AUTHENTICATION;
    act.principal = principal;
    act.timeMillis = 17;
    act.monotonicNanos = BEGIN;
    act.software = new ClientSoftware(registry);
    return act;
  }
}
