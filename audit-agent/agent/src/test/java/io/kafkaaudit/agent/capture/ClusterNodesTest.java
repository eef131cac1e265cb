package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;

class ClusterNodesTest {
  private static final String PRODUCER = "kafka-producer-network-thread | ";

  private final ClusterNodes nodes = new ClusterNodes();

  @Test
  void whatComesOnAConnectionOfTheAgentIsItsOwn() throws Exception {
    nodes.opened(
        new InetSocketAddress("127.0.0.1", 50312),
        address("127.0.0.1"),
        PRODUCER + "kafka-audit-agent-1");
    assertThat(nodes.sent(request("127.0.0.1", 50312))).isTrue();
    assertThat(nodes.sent(request("127.0.0.1", 50313))).as("another connection").isFalse();
    assertThat(nodes.sent(request("10.0.0.9", 50312))).as("another address").isFalse();
    assertThat(nodes.sent(request("127.0.0.1", 50312 - 4096))).as("the same slot").isFalse();
  }

  @Test
  void whereTheBrokersOwnThreadsConnectToIsANode() throws Exception {
    for (String thread :
        new String[] {
          "broker-2-to-controller-heartbeat-channel-manager", "ReplicaFetcherThread-0-3"
        }) {
      ClusterNodes one = new ClusterNodes();
      one.opened(new InetSocketAddress("10.0.0.1", 4000), address("10.0.0.2"), thread);
      assertThat(one.sent(request("10.0.0.2", 50312))).isTrue();
      assertThat(one.sent(request("10.0.0.1", 4000))).as("not the agent's").isFalse();
    }
  }

  @Test
  void whereAPluginConnectsToIsNone() throws Exception {
    for (String thread :
        new String[] {PRODUCER + "metrics-reporter", "kafka-admin-client-thread | plugin"}) {
      nodes.opened(new InetSocketAddress("10.0.0.1", 4000), address("10.0.0.2"), thread);
      assertThat(nodes.sent(request("10.0.0.2", 50312))).isFalse();
    }
  }

  @Test
  void theDestinationOfTheAgentIsNoNode() throws Exception {
    nodes.opened(
        new InetSocketAddress("10.0.0.1", 4000),
        address("10.8.8.8"),
        PRODUCER + "kafka-audit-agent-1");
    assertThat(nodes.sent(request("10.8.8.8", 50312))).isFalse();
  }

  @Test
  void whereEverybodyComesFromBehindAMeshIsNoNode() throws Exception {
    nodes.isNode(address("127.0.0.6"));
    nodes.isNode(address("::1"));
    assertThat(nodes.sent(request("127.0.0.6", 50312))).isFalse();
    assertThat(nodes.sent(request("::1", 50312))).isFalse();
  }

  @Test
  void howManyAreRememberedIsBounded() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      nodes.isNode(InetAddress.getByAddress(new byte[] {10, 1, (byte) (i >> 8), (byte) i}));
    }
    assertThat(nodes.sent(request("10.1.0.0", 1))).isTrue();
    assertThat(nodes.sent(request("10.1.19.135", 1))).as("number 4,999").isFalse();
  }

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  private static RequestContext request(String address, int port) throws UnknownHostException {
    return new RequestContext(
        new RequestHeader(ApiKeys.PRODUCE, (short) 9, "kafka-audit-agent-1", 5),
        "10.0.0.1:9092-" + address + ":" + port + "-0-7",
        address(address),
        new KafkaPrincipal(KafkaPrincipal.USER_TYPE, "writer"),
        new ListenerName("EXTERNAL"),
        SecurityProtocol.SASL_SSL,
        ClientInformation.EMPTY,
        false);
  }
}
