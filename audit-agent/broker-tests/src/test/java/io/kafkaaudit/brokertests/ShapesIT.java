package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.instrument.Coverage;
import io.kafkaaudit.agent.instrument.HookTransformer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every class that a hook belongs to has the shape that the hook expects, in every release. */
class ShapesIT {
  private static final Set<String> IN_ALL =
      Set.of(
          "kafka.server.KafkaConfig",
          "org.apache.kafka.common.network.KafkaChannel",
          "org.apache.kafka.common.network.NetworkReceive",
          "org.apache.kafka.common.network.SslChannelBuilder$SslAuthenticator",
          "org.apache.kafka.common.network.SslTransportLayer",
          "org.apache.kafka.common.requests.RequestContext",
          "org.apache.kafka.common.security.authenticator.SaslServerAuthenticator",
          "org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslServer",
          "org.apache.kafka.common.security.plain.internals.PlainSaslServer",
          "org.apache.kafka.common.security.scram.internals.ScramSaslServer",
          "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "org.apache.kafka.metadata.authorizer.StandardAuthorizerData",
          "org.apache.kafka.metadata.authorizer.StandardAuthorizerData$MatchingAclRule",
          "org.apache.kafka.server.authorizer.Authorizer");

  static List<String> releases() {
    return Releases.built();
  }

  @ParameterizedTest(name = "Kafka {0}")
  @MethodSource("releases")
  void everyHookFindsItsPlace(String version) throws IOException {
    Coverage coverage = new Coverage();
    HookTransformer transformer = new HookTransformer(coverage, null);
    for (String jar : Audit.version(version).classPath().split(":", -1)) {
      if (jar.contains("/org/apache/kafka/")) {
        transform(jar, transformer);
      }
    }
    Set<String> expected = new TreeSet<>(IN_ALL);
    if (version.startsWith("3.")) {
      expected.add("kafka.security.authorizer.AclAuthorizer"); // of ZooKeeper
    }
    if (version.equals("4.4.0")) {
      expected.add("org.apache.kafka.server.ForwardingManagerImpl");
      expected.add("org.apache.kafka.network.Request");
    } else {
      expected.add("kafka.server.ForwardingManagerImpl");
    }
    expected.add(
        Releases.since(version, "4.3")
            ? "org.apache.kafka.server.ForwardingManagerUtil"
            : "kafka.server.ForwardingManager$");
    assertThat(coverage.missing()).isEmpty();
    assertThat(coverage.found()).containsExactlyElementsOf(expected);
    assertThat(coverage.absent(true)).isEmpty();
    assertThat(coverage.missed(true, true)).isEmpty();
    assertThat(coverage.seesForwarding()).isTrue();
  }

  private static void transform(String path, HookTransformer transformer) throws IOException {
    try (JarFile jar = new JarFile(Path.of(path).toFile())) {
      for (JarEntry entry : jar.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        String name = entry.getName().substring(0, entry.getName().length() - ".class".length());
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        byte[] before = bytes.clone();
        transformer.transform(null, name, null, null, bytes);
        assertThat(bytes).as(name + " is changed in place").isEqualTo(before);
      }
    }
  }
}
