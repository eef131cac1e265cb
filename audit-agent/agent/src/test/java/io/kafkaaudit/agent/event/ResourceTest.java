package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class ResourceTest {
  @Test
  void anAclIsAboutANameOrWhatBeginsSo() {
    assertThat(subject(acl(ResourceType.TOPIC, "t", PatternType.LITERAL))).isEqualTo("/topic=t");
    assertThat(subject(acl(ResourceType.TOPIC, "t", PatternType.PREFIXED))).isEqualTo("/topic=t*");
    assertThat(subject(acl(ResourceType.GROUP, "g*", PatternType.LITERAL)))
        .as("a name that ends so")
        .isEqualTo("/group=g%2A");
    assertThat(subject(acl(ResourceType.GROUP, "g*", PatternType.PREFIXED)))
        .isEqualTo("/group=g%2A*");
    assertThat(subject(acl(ResourceType.TOPIC, "*", PatternType.LITERAL)))
        .as("an ACL on all topics")
        .isEqualTo("/topic=%2A");
    assertThat(subject(acl(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL))).isEmpty();
    assertThat(subject(acl(ResourceType.TOPIC, null, PatternType.ANY))).isEmpty();
    assertThat(subject(acl(ResourceType.DELEGATION_TOKEN, "id", PatternType.LITERAL)))
        .isEqualTo("/token=id");
  }

  @Test
  void aQuotaIsForUserAndClientInOneOrder() {
    assertThat(subject(Resource.quota(Map.of("client-id", "x", "user", "alice"))))
        .isEqualTo("/quota=user:alice,client-id:x");
    assertThat(subject(Resource.quota(Map.of("ip", "::1")))).isEqualTo("/quota=ip:%3A%3A1");
    assertThat(subject(Resource.quota(Map.of("user", "a,client-id:b*"))))
        .as("a name cannot look like more")
        .isEqualTo("/quota=user:a%2Cclient-id%3Ab%2A");
    assertThat(subject(Resource.quota(Collections.singletonMap("user", null))))
        .as("whoever has none")
        .isEqualTo("/quota=user:");
    assertThat(subject(Resource.quota(Map.of("user", "<default>"))))
        .isEqualTo("/quota=user:%3Cdefault%3E");
  }

  @Test
  void decisionsAreAboutTheSameKinds() {
    for (ResourceType type : ResourceType.values()) {
      if (!type.isUnknown() && type != ResourceType.ANY && type != ResourceType.CLUSTER) {
        ResourcePattern pattern = new ResourcePattern(type, "x", PatternType.LITERAL);
        assertThat(subject(Resource.of(type, "x"))).isEqualTo("/" + Resource.kind(pattern) + "=x");
      }
    }
  }

  private static Resource acl(ResourceType type, String name, PatternType pattern) {
    return Resource.of(type, name, pattern);
  }

  private static String subject(Resource resource) {
    JsonWriter json = new JsonWriter();
    resource.write(json);
    return new String(Arrays.copyOf(json.buffer(), json.length()), StandardCharsets.UTF_8);
  }
}
