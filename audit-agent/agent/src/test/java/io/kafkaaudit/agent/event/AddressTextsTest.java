package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextsTest {
  private final AddressTexts texts = new AddressTexts();

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.3",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1", // the first of two equal runs
    "2001:db8:0:0:1:0:0:0, 2001:db8:0:0:1::", // the longest
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", // a single zero is written out
    "0:1:1:1:1:1:1:1, 0:1:1:1:1:1:1:1",
    "1:1:1:1:1:1:1:0, 1:1:1:1:1:1:1:0",
    "0:0:1:1:1:1:1:1, ::1:1:1:1:1:1",
    "1:1:1:1:1:1:0:0, 1:1:1:1:1:1::",
    "2001:0db8:00a0::000f, 2001:db8:a0::f",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "64:ff9b::a01:203, 64:ff9b::a01:203"
  })
  void theyAreAsRfc5952HasThem(String address, String expected) throws Exception {
    InetAddress parsed = InetAddress.getByName(address);
    assertThat(texts.of(parsed)).isEqualTo(expected);
    assertThat(texts.zone(parsed)).isNull();
    assertThat(texts.of(parsed)).as("remembered").isEqualTo(expected);
  }

  @Test
  void anIpv4AddressWithinIpv6KeepsItsDecimals() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xFF;
    mapped[12] = (byte) 192;
    mapped[15] = 1;
    assertThat(texts.of(Inet6Address.getByAddress(null, mapped, -1))).isEqualTo("::ffff:192.0.0.1");
  }

  @Test
  void theZoneIsBesideTheAddress() throws Exception {
    byte[] local = InetAddress.getByName("fe80::2").getAddress();
    InetAddress third = Inet6Address.getByAddress(null, local, 3);
    InetAddress fourth = Inet6Address.getByAddress(null, local, 4);
    assertThat(texts.of(third)).isEqualTo("fe80::2");
    assertThat(texts.zone(third)).isEqualTo("3");
    assertThat(texts.zone(fourth)).isEqualTo("4");
    assertThat(texts.of(fourth)).isEqualTo("fe80::2");
  }

  @Test
  void whatIsWrittenIsReadAsTheSameAddress() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      for (int b = 0; b < 16; b++) {
        bytes[b] &= (byte) (random.nextInt(3) == 0 ? 0xFF : 0);
      }
      InetAddress address = Inet6Address.getByAddress(null, bytes, -1);
      String text = texts.of(address);
      assertThat(InetAddress.getByName(text).getAddress()).as(text).endsWith(address.getAddress());
      assertThat(text).isLowerCase().doesNotContain(":::").doesNotContainPattern("(^|:)0[0-9a-f]");
    }
  }
}
