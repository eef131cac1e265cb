package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The newest Kafka in JVMs that are not as ours: the same script leaves the same events. */
class OtherJvmsIT {
  @TempDir Path directory;

  @Test
  void theNewestJdk() throws Exception {
    Path home = Jdks.home(25);
    sameEvents(options -> options.javaHome(home));
  }

  /** Both of them, for many have both: one exports, one instruments every client and server. */
  @ParameterizedTest(name = "after ours: {0}")
  @ValueSource(booleans = {false, true})
  void besideOtherAgents(boolean after) throws Exception {
    Path agents = Path.of(System.getProperty("other.agents"));
    Path rules = Files.writeString(directory.resolve("jmx.yaml"), "rules: [{pattern: \".*\"}]\n");
    String[] others = {
      "-javaagent:" + agents.resolve("jmx_prometheus_javaagent.jar") + "=127.0.0.1:0:" + rules,
      "-javaagent:" + agents.resolve("opentelemetry-javaagent.jar"),
      "-Dotel.traces.exporter=none",
      "-Dotel.metrics.exporter=none",
      "-Dotel.logs.exporter=none"
    };
    ScriptRun run =
        sameEvents(options -> after ? options.laterJvmOptions(others) : options.jvmOptions(others));
    assertThat(run.log()).contains("opentelemetry-javaagent - version");
  }

  /** As JVMs under FIPS may lack them. Kafka itself asks for neither here. */
  @Test
  void withoutEllipticCurves() throws Exception {
    Path security =
        Files.writeString(
            directory.resolve("java.security"),
            "jdk.tls.disabledAlgorithms=EC, ECDH, ECDHE, ECDSA, X25519, X448, secp256r1\n"
                + "jdk.certpath.disabledAlgorithms=EC, ECDSA\n"
                + "security.provider.1=SUN\n"
                + "security.provider.2=SunRsaSign\n"
                + "security.provider.3=SunJSSE\n"
                + "security.provider.4=SunJCE\n"
                + "security.provider.5=SunSASL\n"
                + "keystore.type=jks\n");
    sameEvents(options -> options.jvmOptions("-Djava.security.properties==" + security));
  }

  private ScriptRun sameEvents(UnaryOperator<BrokerOptions> change) throws Exception {
    ScriptRun run = ScriptRun.of(Releases.NEWEST, false, true).with(change);
    List<JsonNode> events = run.run(directory);
    assertThat(events)
        .filteredOn(e -> e.at("/data/phase").asText().equals("start"))
        .singleElement()
        .satisfies(start -> assertThat(start.at("/data/coverageGaps")).isEmpty())
        .satisfies(start -> assertThat(start.at("/data/hooksMissing")).isEmpty());
    new CoveragePage().holds(Releases.NEWEST, ScriptRun.ofClients(events));
    return run;
  }
}
