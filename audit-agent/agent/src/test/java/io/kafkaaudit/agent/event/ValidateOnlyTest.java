package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ValidateOnlyTest {
  /** Whatever API has the flag in the Kafka that this is compiled with, in each version of it. */
  @TestFactory
  Stream<DynamicTest> everyApiThatHasTheFlagIsKnown() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (ApiMessageType api : ApiMessageType.values()) {
      Method setter = setter(api.newRequest());
      for (short v = api.lowestSupportedVersion(); v <= api.highestSupportedVersion(true); v++) {
        short version = v;
        if (setter != null) {
          tests.add(DynamicTest.dynamicTest(api.name + " " + v, () -> check(api, setter, version)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(15);
    return tests.stream();
  }

  @Test
  void othersHaveNoFlag() {
    assertThat(ValidateOnly.is(ApiMessageType.DELETE_TOPICS.newRequest())).isFalse();
  }

  private static void check(ApiMessageType api, Method setter, short version) throws Exception {
    ApiMessage request = api.newRequest();
    assertThat(ValidateOnly.is(request)).isFalse();
    setter.invoke(request, true);
    ByteBuffer wire;
    try {
      wire = MessageUtil.toByteBuffer(request, version);
    } catch (UnsupportedVersionException e) {
      assertThat(version).as("only the first versions are without the flag").isZero();
      return;
    }
    ApiMessage read = api.newRequest();
    read.read(new ByteBufferAccessor(wire), version);
    assertThat(ValidateOnly.is(read)).isTrue();
    assertThat(read.size(new ObjectSerializationCache(), version)).isEqualTo(wire.capacity());
  }

  private static Method setter(ApiMessage request) {
    for (Method method : request.getClass().getMethods()) {
      if (method.getName().matches("(?i)set(validateOnly|dryRun)")) {
        return method;
      }
    }
    return null;
  }
}
