package io.kafkaaudit.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ClaimedNameTest {

  @Test
  void plain() {
    assertThat(ClaimedName.plain(bytes("\0alice\0secret"))).isEqualTo("alice");
    assertThat(ClaimedName.plain(bytes("admin\0älice\0secret"))).isEqualTo("älice");
    assertThat(ClaimedName.plain(bytes("\0\0secret"))).isNull();
    assertThat(ClaimedName.plain(bytes("\0alice"))).isNull();
    assertThat(ClaimedName.plain(new byte[0])).isNull();
    assertThat(ClaimedName.plain(bytes("\0" + "a".repeat(10_000) + "\0x"))).isNull();
  }

  @Test
  void scramTellsTheNameInTheFirstMessageOnly() {
    assertThat(ClaimedName.scram(bytes("n,,n=alice,r=fyko"))).isEqualTo("alice");
    assertThat(ClaimedName.scram(bytes("n,,n=a=2Cb=3Dc,r=fyko"))).isEqualTo("a,b=c");
    assertThat(ClaimedName.scram(bytes("c=biws,r=fyko3rfc,p=v0X8v3Bz"))).isNull();
    assertThat(ClaimedName.scram(bytes("n,"))).isNull();
  }

  @Test
  void bearerTellsTheUnverifiedSubject() {
    assertThat(ClaimedName.bearer(token("{\"sub\":\"svc\",\"exp\":1}"))).isEqualTo("svc");
    assertThat(ClaimedName.bearer(token("{\"exp\":1}"))).isNull();
    assertThat(ClaimedName.bearer(bytes("n,,\u0001auth=Bearer x.!!!.y\u0001\u0001"))).isNull();
    assertThat(ClaimedName.bearer(bytes("junk"))).isNull();
  }

  private static byte[] token(String claims) {
    String part =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    return bytes("n,,\u0001auth=Bearer e30." + part + ".\u0001\u0001");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
