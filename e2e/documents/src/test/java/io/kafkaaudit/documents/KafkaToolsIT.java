package io.kafkaaudit.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own tools, as the documents call them, on a real broker: nothing of a key is left. */
class KafkaToolsIT {
  private static final String KEY = "KAABCDEFGHIJKLMN";
  private static final String TOPIC = "audit-log-events";
  private static final String PREFIX = "audit_kafka_siem_";
  private static final Map<String, String> TOOLS =
      Map.of(
          "kafka-configs", "kafka.admin.ConfigCommand",
          "kafka-acls", "org.apache.kafka.tools.AclCommand");

  @TempDir private Path scratch;

  @Test
  void theRunbooksCommandsDoWhatItSays() throws Exception {
    List<Command> commands = commands("docs/runbook.md");
    assertThat(commands).hasSizeGreaterThan(4);
    tools();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(scratch.resolve("kafka"));
        Admin root = kafka.root()) {
      kafka.operatorAdmin("kafka-audit-operator", "lost", TOPIC, false);
      root.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      key(root);
      runAsRoot(commands, kafka);
      assertThat(root.describeUserScramCredentials().users().get()).doesNotContain(KEY);
      assertThat(root.describeAcls(ofKey()).values().get()).isEmpty();
      Properties again = kafka.client("kafka-audit-operator", "PASSWORD");
      try (Admin admin = Admin.create(again)) {
        assertThat(admin.describeCluster().nodes().get()).isNotEmpty();
      }
    }
  }

  /** Not one right more and not one less than the tests of the operator have. */
  @Test
  void theRightsThatTheDocumentGivesAreThoseOfTheTests() throws Exception {
    List<Command> commands = commands("docs/security.md");
    assertThat(commands).hasSizeGreaterThan(5);
    tools();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(scratch.resolve("rights"));
        Admin root = kafka.root()) {
      kafka.operatorAdmin("operator-of-tests", "secret", TOPIC, true);
      kafka.clusterAdmin("viewer-of-tests", "secret");
      runAsRoot(commands, kafka);
      Properties user = kafka.client("kafka-audit-operator", "PASSWORD");
      try (Admin operator = Admin.create(user)) {
        assertThat(operator.describeConfigs(List.of()).all().get()).isEmpty();
      }
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                assertThat(rights(root, "kafka-audit-operator"))
                    .isNotEmpty()
                    .isEqualTo(rights(root, "operator-of-tests"));
                assertThat(rights(root, "kafka-audit-viewer"))
                    .isNotEmpty()
                    .isEqualTo(rights(root, "viewer-of-tests"));
              });
    }
  }

  private void runAsRoot(List<Command> commands, EmbeddedKafka kafka) throws Exception {
    try (Writer properties = Files.newBufferedWriter(scratch.resolve("admin.properties"))) {
      kafka.client("root", "root-secret").store(properties, null);
    }
    for (Command command : commands) {
      run(command, kafka.bootstrapServers());
    }
  }

  private static Set<String> rights(Admin root, String user) throws Exception {
    Set<String> rights = new TreeSet<>();
    for (AclBinding acl : root.describeAcls(AclBindingFilter.ANY).values().get()) {
      if (acl.entry().principal().equals("User:" + user)) {
        rights.add(
            "%s %s from %s on %s"
                .formatted(
                    acl.entry().permissionType(),
                    acl.entry().operation(),
                    acl.entry().host(),
                    acl.pattern()));
      }
    }
    return rights;
  }

  private static List<Command> commands(String document) {
    assertThat(
            Documents.all().stream()
                .flatMap(d -> Command.of(d).stream())
                .filter(Command::needsOnlyABroker)
                .map(Command::document))
        .as("documents with Kafka's tools")
        .containsOnly("docs/runbook.md", "docs/security.md");
    return Command.of(document).stream().filter(Command::needsOnlyABroker).toList();
  }

  /** As they are called on a machine with Kafka's {@code bin} in its PATH. */
  private void tools() throws IOException {
    for (Map.Entry<String, String> tool : TOOLS.entrySet()) {
      Path script =
          Files.writeString(
              scratch.resolve(tool.getKey()),
              "#!/bin/sh\nexec '%s' -Xmx128m -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
                  .formatted(
                      Path.of(System.getProperty("java.home"), "bin", "java"),
                      System.getProperty("java.class.path"),
                      tool.getValue()));
      assertThat(script.toFile().setExecutable(true)).isTrue();
    }
  }

  private void run(Command command, String servers) throws Exception {
    String here =
        command
            .text()
            .replace("SERVERS", servers)
            .replaceAll("\\bKEY\\b", KEY)
            .replaceAll("\\bTOPIC\\b", TOPIC)
            .replaceAll("\\bPREFIX\\b", PREFIX);
    Path output = scratch.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", here)
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().merge("PATH", scratch + ":", (path, tools) -> tools + path);
    int code = builder.start().waitFor();
    assertThat(code).as("%s: %s %s", command.at(), here, Files.readString(output)).isZero();
    if (here.contains("--list")) {
      assertThat(Files.readString(output)).contains(TOPIC, PREFIX);
    }
  }

  /** What the operator gives a reader. */
  private static void key(Admin root) throws Exception {
    root.alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    KEY, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "secret")))
        .all()
        .get();
    List<AclBinding> acls = new ArrayList<>();
    for (AclOperation operation : List.of(AclOperation.READ, AclOperation.DESCRIBE)) {
      AccessControlEntry entry =
          new AccessControlEntry("User:" + KEY, "*", operation, AclPermissionType.ALLOW);
      acls.add(
          new AclBinding(
              new ResourcePattern(ResourceType.TOPIC, TOPIC, PatternType.LITERAL), entry));
      acls.add(
          new AclBinding(
              new ResourcePattern(ResourceType.GROUP, PREFIX, PatternType.PREFIXED), entry));
    }
    root.createAcls(acls).all().get();
  }

  private static AclBindingFilter ofKey() {
    return new AclBindingFilter(
        ResourcePatternFilter.ANY,
        new AccessControlEntryFilter("User:" + KEY, null, AclOperation.ANY, AclPermissionType.ANY));
  }
}
