package io.kafkaaudit.operator.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * One login and one look at a topic at exactly one broker. SCRAM users and ACLs reach brokers one
 * by one, and Kafka's Admin asks whichever broker it likes: so this speaks Kafka's protocol to one
 * address by the client library's own network layer, whose classes are internal to Kafka 4.3.
 */
final class BrokerProbe {
  private static final String CLIENT_ID = "kafka-audit-operator-probe";

  private final Properties client;
  private final Duration timeout;

  /** Probes with these client properties; their bootstrap.servers are not used. */
  BrokerProbe(Properties client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /** Resolves {@code host:port,host:port}. */
  static List<InetSocketAddress> addresses(String servers) {
    try {
      return ClientUtils.parseAndValidateAddresses(
          List.of(servers.split(",")), ClientDnsLookup.USE_ALL_DNS_IPS);
    } catch (KafkaException e) {
      throw KafkaFailure.of("looking up " + servers, new KafkaException(e));
    }
  }

  /**
   * Logs in at this broker and describes the topic there.
   *
   * @return addresses of all live brokers on the listener that was asked
   */
  List<InetSocketAddress> look(InetSocketAddress broker, String topic) {
    String doing = "probing " + broker.getHostString() + ":" + broker.getPort();
    Node node = new Node(0, broker.getHostString(), broker.getPort());
    Time time = Time.SYSTEM;
    int millis = Math.toIntExact(timeout.toMillis());
    AdminClientConfig config = new AdminClientConfig(client);
    try (Metrics metrics = new Metrics();
        NetworkClient network =
            ClientUtils.createNetworkClient(
                config,
                CLIENT_ID,
                metrics,
                "kafka-audit-probe",
                new LogContext(),
                new ApiVersions(),
                time,
                1,
                millis,
                null,
                new ManualMetadataUpdater(List.of(node)),
                new DefaultHostResolver(),
                null,
                null)) {
      if (!NetworkClientUtils.awaitReady(network, node, time, millis)) {
        throw new TimeoutException("no answer in " + millis + " ms");
      }
      MetadataRequest.Builder request = new MetadataRequest.Builder(List.of(topic), false);
      MetadataResponse response =
          (MetadataResponse)
              NetworkClientUtils.sendAndReceive(
                      network,
                      network.newClientRequest(node.idString(), request, time.milliseconds(), true),
                      time)
                  .responseBody();
      for (MetadataResponseTopic described : response.data().topics()) {
        Errors error = Errors.forCode(described.errorCode());
        if (error != Errors.NONE) {
          throw error.exception(topic);
        }
      }
      List<InetSocketAddress> brokers = new ArrayList<>();
      response
          .brokers()
          .forEach(
              live -> brokers.add(InetSocketAddress.createUnresolved(live.host(), live.port())));
      return brokers;
    } catch (IOException e) {
      throw KafkaFailure.of(doing, new TimeoutException(e));
    } catch (KafkaException e) {
      throw KafkaFailure.of(doing, e);
    }
  }
}
