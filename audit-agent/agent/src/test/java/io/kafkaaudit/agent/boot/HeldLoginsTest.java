package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.ClientSoftware;
import java.util.ArrayList;
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
    assertThat(ended(logins, BEGIN + 1)).isEmpty();

    registry.registerClientInformation(new ClientInformation("apache-kafka-java", "4.3.1"));
    Act told = one(ended(logins, BEGIN + 2));
    assertThat(told.softwareName).isEqualTo("apache-kafka-java");
    assertThat(told.softwareVersion).isEqualTo("4.3.1");
    assertThat(told.principal).isEqualTo("alice");
    assertThat(told.timeMillis).as("that of the login").isEqualTo(17);
    assertThat(told.monotonicNanos).isEqualTo(BEGIN);
    assertThat(ended(logins, END)).as("once").isEmpty();
  }

  @Test
  void aClientThatNeverGivesItIsToldWithoutAfterAMoment() {
    logins.hold(login("alice"));
    assertThat(ended(logins, END - 1)).isEmpty();
    assertThat(one(ended(logins, END)).softwareName).isNull();
  }

  @Test
  void aConnectionThatEndedIsNotWaitedFor() {
    registry.registerClientInformation(ClientInformation.EMPTY);
    logins.hold(login("alice"));
    assertThat(ended(logins, BEGIN + 1)).isEmpty();
    registry.close();
    assertThat(one(ended(logins, BEGIN + 2)).softwareName).isNull();
  }

  @Test
  void ofAHostileClientNoMoreIsToldThanFits() {
    logins.hold(login("alice"));
    registry.registerClientInformation(
        new ClientInformation("n".repeat(32_000), "v".repeat(32_000)));
    Act told = one(ended(logins, BEGIN));
    assertThat(told.softwareName).hasSize(250);
    assertThat(told.softwareVersion).hasSize(250);
  }

  @Test
  void whatNeedNotWaitIsNotHeld() {
    Act complete = login("alice");
    complete.software = null; // it failed, or its software is known
    assertThat(logins.hold(complete)).isFalse();
    assertThat(all(logins)).isEmpty();
  }

  @Test
  void thereIsRoomForSoManyAndAgainWhenTheyEnded() {
    HeldLogins many = new HeldLogins(Long.MAX_VALUE / 2);
    for (int i = 0; i < HeldLogins.MOST; i++) {
      assertThat(many.hold(login("alice"))).isTrue();
    }
    assertThat(many.hold(login("alice"))).isFalse();
    assertThat(ended(many, END)).hasSize(HeldLogins.MOST);
    assertThat(many.hold(login("alice"))).isTrue();
  }

  @Test
  void namesCountInBytes() {
    HeldLogins few = new HeldLogins(10_000);
    assertThat(few.hold(login("a".repeat(4_000)))).isTrue();
    assertThat(few.hold(login("a".repeat(4_000)))).isFalse();
    assertThat(few.hold(login("a"))).as("one that is smaller").isFalse();
    registry.registerClientInformation(new ClientInformation("n".repeat(250), "v"));
    assertThat(ended(few, BEGIN)).hasSize(1);
    assertThat(few.hold(login("a".repeat(4_000)))).as("all is given back").isTrue();
  }

  @Test
  void atTheEndAllAreTold() {
    logins.hold(login("alice"));
    logins.hold(login("bob"));
    assertThat(all(logins)).extracting(act -> act.principal).containsExactly("alice", "bob");
    assertThat(all(logins)).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNotWaitedFor() {
    logins.hold(login("alice"));
    registry.registerClientInformation(
        new ClientInformation("a", "1") {
          @Override
          public String softwareName() {
            throw new IllegalStateException("another shape");
          }
        });
    assertThat(one(ended(logins, BEGIN)).softwareName).isNull();
  }

  private static List<Act> ended(HeldLogins of, long now) {
    List<Act> ended = new ArrayList<>();
    of.end(now, ended::add);
    return ended;
  }

  private static List<Act> all(HeldLogins of) {
    List<Act> all = new ArrayList<>();
    of.endAll(all::add);
    return all;
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
