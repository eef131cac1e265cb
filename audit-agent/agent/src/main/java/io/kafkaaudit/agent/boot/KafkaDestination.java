package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.delivery.Destination;
import io.kafkaaudit.contract.AddressFinding;
import io.kafkaaudit.contract.AddressProbe;
import io.kafkaaudit.contract.OwnClients;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A destination that is Kafka, by the broker's own client. */
final class KafkaDestination implements Destination {
  private static final Duration LOOK_WITHIN = Duration.ofSeconds(3);

  /** Servers that were not looked at in this time count as those without an answer. */
  private static final long LOOKS_WITHIN_NANOS = 10_000_000_000L;

  private static final int MOST_DOUBTS = 3;

  @Override
  public Thread thread(Runnable work, String name) {
    return OwnClients.thread(work, name);
  }

  /** A server that contradicts the configuration is left out; the others may work. */
  @Override
  public Sight look(Properties config) {
    String protocol = config.getProperty("security.protocol", "PLAINTEXT");
    AddressProbe probe =
        new AddressProbe((s, host, port) -> tls(config, s, host, port), LOOK_WITHIN);
    List<String> usable = new ArrayList<>();
    List<String> contradictions = new ArrayList<>();
    List<String> doubts = new ArrayList<>();
    long begin = System.nanoTime();
    for (String server : config.getProperty("bootstrap.servers", "").split(",", -1)) {
      if (System.nanoTime() - begin > LOOKS_WITHIN_NANOS) {
        usable.add(server);
        continue;
      }
      AddressFinding finding = probe.look(server, AddressFinding.withTls(protocol));
      String contradiction = finding.contradiction(protocol);
      if (contradiction != null) {
        contradictions.add(contradiction);
      } else {
        usable.add(server);
        if (!finding.isRight(protocol) && doubts.size() < MOST_DOUBTS) {
          doubts.add(finding.text());
        }
      }
    }
    return new Sight(String.join(",", usable), text(contradictions), text(doubts));
  }

  private static @Nullable String text(List<String> all) {
    return all.isEmpty() ? null : String.join("; ", all);
  }

  /** As Kafka's clients do, by what they use. */
  static Socket tls(Properties config, Socket connected, String host, int port) throws IOException {
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      AbstractConfig ssl =
          new AbstractConfig(new ConfigDef().withClientSslSupport(), config, false);
      factory.configure(ssl.values());
      SSLSocket socket =
          (SSLSocket)
              factory.sslContext().getSocketFactory().createSocket(connected, host, port, true);
      socket.setUseClientMode(true);
      List<String> protocols = ssl.getList(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG);
      socket.setEnabledProtocols(protocols.toArray(new String[0]));
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm(
          ssl.getString(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (RuntimeException | LinkageError e) {
      throw new IOException("no TLS with these properties", e); // the producer will tell why
    }
  }

  @Override
  public Producer<byte[], byte[]> connect(Properties config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public @Nullable String takeRefused() {
    return OwnClients.takeRefused();
  }
}
