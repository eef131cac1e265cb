package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerConfigTest {
  @TempDir Path directory;

  /** Lists were text with commas before 4.1, and what is not set is null. */
  @Test
  void bothFormsInWhichBrokersHoldTheirValuesAreUnderstood() {
    Map<String, Object> older = new HashMap<>();
    older.put("process.roles", List.of("broker", "controller"));
    older.put("node.id", 7);
    older.put("controller.listener.names", "controller, other");
    older.put("metadata.log.dir", null);
    older.put("log.dirs", " /data/a , /data/b");
    older.put("log.dir", "/tmp/kafka-logs");
    Map<String, Object> newer = new HashMap<>(older);
    newer.put("controller.listener.names", List.of("controller", "other"));
    newer.put("log.dirs", List.of("/data/a", "/data/b"));
    newer.put("log.dir", List.of("/tmp/kafka-logs"));
    for (Map<String, Object> values : List.of(older, newer)) {
      BrokerConfig config = BrokerConfig.resolved(values);
      assertThat(config.isZooKeeperMode()).isFalse();
      assertThat(config.isBroker()).isTrue();
      assertThat(config.nodeId()).isEqualTo(7);
      assertThat(config.controllerListeners()).first().isEqualTo("CONTROLLER");
      assertThat(config.controllerListeners()).containsExactly("CONTROLLER", "OTHER");
      assertThat(config.metadataDirectory()).isEqualTo(Path.of("/data/a"));
      assertThat(config.gaps()).isEmpty();
    }
  }

  @Test
  void theMetadataMayHaveADirectoryOfItsOwn() throws Exception {
    assertThat(written("log.dirs=/data\nmetadata.log.dir=/meta").metadataDirectory())
        .isEqualTo(Path.of("/meta"));
    assertThat(written("log.dir=relative/data").metadataDirectory())
        .isEqualTo(Path.of("relative/data"));
    assertThat(written("").metadataDirectory()).isEqualTo(Path.of("/tmp/kafka-logs"));
  }

  @Test
  void rolesTellWhatANodeIs() throws Exception {
    assertThat(written("process.roles=controller").isBroker()).isFalse();
    assertThat(written("process.roles= broker").isBroker()).isTrue();
    assertThat(written("process.roles=").isZooKeeperMode()).isTrue();
    assertThat(written("broker.id=4").nodeId()).isEqualTo(4);
  }

  @Test
  void whatOnlyTheBrokerResolvesIsOneClearGap() throws Exception {
    BrokerConfig config =
        written("process.roles=broker\nnode.id=${env:KAFKA_NODE_ID}\nlog.dirs=/data");
    assertThat(config.nodeId()).isEqualTo(-1);
    assertThat(config.isZooKeeperMode()).isFalse();
    assertThat(config.gaps())
        .containsExactly(
            "the broker's node.id is not known, it is written as ${env:KAFKA_NODE_ID}");
    BrokerConfig roles = written("process.roles=${env:ROLES}\nnode.id=3");
    assertThat(roles.isZooKeeperMode()).isFalse();
    assertThat(roles.isBroker()).isTrue();
    assertThat(BrokerConfig.unknown("why").gaps())
        .containsExactly("the broker's configuration is not known: why");
  }

  @Test
  void theClusterHasAnIdOnceItsStorageIsFormatted() throws Exception {
    BrokerConfig config = written("log.dirs=" + directory);
    assertThat(config.clusterId()).isNull();
    Path meta = directory.resolve("meta.properties");
    Files.write(meta, "# \u00fc\ncluster.id=c-1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(config.clusterId()).isEqualTo("c-1");
    Files.writeString(meta, "cluster.id=\\u00g1\n");
    assertThatThrownBy(config::clusterId).isInstanceOf(IOException.class);
  }

  static BrokerConfig written(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return BrokerConfig.written(properties);
  }
}
