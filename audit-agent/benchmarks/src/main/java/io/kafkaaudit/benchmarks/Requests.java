package io.kafkaaudit.benchmarks;

import java.net.InetAddress;
import java.util.Optional;
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

/** Real requests of a producer, as a broker has them before it asks its authorizer. */
final class Requests {
  static final String TOPIC = "topic-50";

  private Requests() {}

  static RequestContext produce(String user) {
    return new RequestContext(
        new RequestHeader(ApiKeys.PRODUCE, ApiKeys.PRODUCE.latestVersion(), "producer-1", 42),
        "10.0.0.1:9092-10.0.0.2:50000-0-17",
        InetAddress.getLoopbackAddress(),
        Optional.of(50_000),
        new KafkaPrincipal(KafkaPrincipal.USER_TYPE, user),
        new ListenerName("EXTERNAL"),
        SecurityProtocol.SASL_SSL,
        new ClientInformation("apache-kafka-java", "4.3.1"),
        false);
  }

  /** Whether the principal may write to {@link #TOPIC}. */
  static Action write() {
    ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, TOPIC, PatternType.LITERAL);
    return new Action(AclOperation.WRITE, topic, 1, true, true);
  }
}
