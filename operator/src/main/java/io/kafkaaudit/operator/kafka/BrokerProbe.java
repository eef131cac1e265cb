package io.kafkaaudit.operator.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Asks exactly one broker: a login and a look at a topic, or whether it knows a user. SCRAM users
 * and ACLs reach brokers one by one, and Kafka's Admin asks whichever broker it likes: so this
 * speaks Kafka's protocol to one address by the client library's own network layer, whose classes
 * are internal to Kafka 4.3.
 */
final class BrokerProbe {
  private static final String CLIENT_ID = "kafka-audit-operator-probe";

  private final Map<String, Object> client;
  private final Duration timeout;

  /** Probes with these client settings; their bootstrap.servers are not used. */
  BrokerProbe(Map<String, Object> client, Duration timeout) {
    this.client = Map.copyOf(client);
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
    return connect(
        broker,
        client,
        (network, node) -> {
          MetadataRequest.Builder request = new MetadataRequest.Builder(List.of(topic), false);
          long now = Time.SYSTEM.milliseconds();
          MetadataResponse response =
              (MetadataResponse)
                  NetworkClientUtils.sendAndReceive(
                          network,
                          network.newClientRequest(node.idString(), request, now, true),
                          Time.SYSTEM)
                      .responseBody();
          for (MetadataResponseTopic described : response.data().topics()) {
            Errors error = Errors.forCode(described.errorCode());
            if (error != Errors.NONE) {
              throw error.exception(topic);
            }
          }
          return response.brokers().stream()
              .map(live -> InetSocketAddress.createUnresolved(live.host(), live.port()))
              .toList();
        });
  }

  /** Whether this broker has a SCRAM user of that name. Needs no password, and does not log in. */
  boolean knows(InetSocketAddress broker, String user) {
    ScramUserCheck check = new ScramUserCheck();
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS, ScramUserCheck.Callbacks.class);
    settings.put(ScramUserCheck.SETTING, check);
    settings.put(ScramUserCheck.USER, user);
    try {
      connect(broker, settings, (network, node) -> true);
    } catch (KafkaFailure e) {
      if (e.reason() != KafkaFailure.Reason.AuthenticationFailed) {
        throw e;
      }
    }
    return check.isKnown();
  }

  private interface Work<T> {
    T on(NetworkClient network, Node node) throws IOException;
  }

  private <T> T connect(InetSocketAddress broker, Map<String, Object> settings, Work<T> work) {
    String doing = "probing " + broker.getHostString() + ":" + broker.getPort();
    Node node = new Node(0, broker.getHostString(), broker.getPort());
    int millis = Math.toIntExact(timeout.toMillis());
    Map<String, Object> complete = new HashMap<>(settings);
    complete.put("bootstrap.servers", node.host() + ":" + node.port());
    try (Metrics metrics = new Metrics();
        NetworkClient network =
            ClientUtils.createNetworkClient(
                new AdminClientConfig(complete),
                CLIENT_ID,
                metrics,
                "kafka-audit-probe",
                new LogContext(),
                new ApiVersions(),
                Time.SYSTEM,
                1,
                millis,
                null,
                new ManualMetadataUpdater(List.of(node)),
                new DefaultHostResolver(),
                null,
                null)) {
      if (!NetworkClientUtils.awaitReady(network, node, Time.SYSTEM, millis)) {
        throw new TimeoutException("no answer in " + millis + " ms");
      }
      return work.on(network, node);
    } catch (IOException e) {
      throw KafkaFailure.of(doing, new TimeoutException(e));
    } catch (KafkaException e) {
      throw KafkaFailure.of(doing, e);
    }
  }
}
