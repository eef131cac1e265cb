package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.programs.ExpectedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The capture policy of running agents is changed with kubectl, and taken back. */
class PolicyScenario extends Scenario {
  private static final String TOPIC = "looked-at";
  private static final Pattern REVISION = Pattern.compile("(?m)^settings[.]revision=(\\S+)$");

  /** Cluster id (which may have hyphens), node id, run. */
  private static final Pattern AGENT = Pattern.compile(".+-(\\d+)-[0-9a-f-]{36}");

  private static final Set<String> NODES = Set.of("0", "1", "100", "101", "102");

  /** Without alice's logins, and with what the administrator looks at. */
  private static final String POLICY =
      """
      {"spec": {"capture": {"rules": [
        {"match": {"principals": ["User:alice"], "categories": ["Authentication"], "outcomes": ["Success"]}, "level": "None"},
        {"match": {"principals": ["User:admin"], "categories": ["Describe"], "outcomes": ["Success"]}, "level": "Metadata"}
      ]}}}
      """;

  private static final String DEFAULT = "{\"spec\": {\"capture\": null}}";

  private static final ExpectedEvent LOGIN =
      new ExpectedEvent("alice logs in", "Authentication", "", "User:alice", "SUCCESS");
  private static final ExpectedEvent LOOK =
      new ExpectedEvent(
          "admin looks", "DescribeTopicPartitions", "topic=" + TOPIC, "User:admin", "SUCCESS");

  @AfterEach
  void takeBack() throws Exception {
    if (installation != null) {
      patch(DEFAULT);
    }
  }

  @Test
  void runningAgentsTakeAnotherPolicyWithoutARestartAndTellIt() throws Exception {
    kafka.onAudited(KafkaClusters.TOPICS, "--create --if-not-exists --topic " + TOPIC);
    String user =
        installation.kubectl("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}");
    List<String> lives = lives();
    String before = revision();
    actAndAwait(Orders.EXPECTED);

    patch(POLICY);
    orders.awaitReady();
    String after = revision();
    assertThat(after).isNotEqualTo(before);
    awaitTold(before, after);
    // Each agent tells in order: whatever came before its change is read by now.
    assertThat(count(LOOK)).as("administrators' looks, by the default policy").isZero();
    long logins = count(LOGIN);
    List<ExpectedEvent> wanted = new ArrayList<>(Orders.EXPECTED);
    assertThat(wanted.remove(LOGIN)).isTrue();
    wanted.add(LOOK);
    actAndAwait(wanted);

    patch(DEFAULT);
    orders.awaitReady();
    assertThat(revision()).isEqualTo(before);
    awaitTold(after, before);
    assertThat(count(LOGIN)).as("logins that the policy leaves out").isEqualTo(logins);
    long looks = count(LOOK);
    actAndAwait(Orders.EXPECTED);
    assertThat(count(LOOK)).isEqualTo(looks);

    assertThat(lives()).isEqualTo(lives);
    assertThat(orders.platformEvents("ChangeAuditLog", "auditlog=kafka%2Forders"))
        .anyMatch(
            change ->
                change.at("/data/request/after/capture/rules").size() == 2
                    && change.at("/data/changedBy/user").asText().equals(user));
    orders.read().assertAccountedFor();
  }

  private void patch(String change) throws Exception {
    installation.kubectl(
        "patch", "auditlog", "orders", "-n", "kafka", "--type=merge", "-p", change);
  }

  /** Of the settings that are mounted, or will be. */
  private String revision() {
    Matcher revision =
        REVISION.matcher(
            client
                .configMaps()
                .inNamespace(Orders.NAMESPACE)
                .withName("orders-kafka-audit-agent")
                .get()
                .getData()
                .get("agent.properties"));
    assertThat(revision.find()).isTrue();
    return revision.group(1);
  }

  private List<String> lives() {
    return KafkaClusters.NODES.stream()
        .map(node -> installation.pods.life(Orders.NAMESPACE, node))
        .toList();
  }

  private void awaitTold(String before, String after) {
    await("every node tells that it has another policy")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        orders.read().events().stream()
                            .filter(event -> event.path("type").asText().endsWith("agent/policy"))
                            .filter(event -> event.at("/data/oldRevision").asText().equals(before))
                            .filter(event -> event.at("/data/newRevision").asText().equals(after))
                            .map(PolicyScenario::node)
                            .collect(Collectors.toSet()))
                    .isEqualTo(NODES));
  }

  private static String node(JsonNode event) {
    Matcher agent = AGENT.matcher(event.path("agentid").asText());
    assertThat(agent.matches()).as(event.toString()).isTrue();
    return agent.group(1);
  }

  /** Everybody acts, the administrator looks at a topic too, and these events are read. */
  private void actAndAwait(List<ExpectedEvent> wanted) throws Exception {
    List<Long> before = new ArrayList<>();
    for (ExpectedEvent expected : wanted) {
      before.add(count(expected));
    }
    orders.act();
    kafka.onAudited(KafkaClusters.TOPICS, "--describe --topic " + TOPIC);
    await("the acts are read")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () -> {
              for (int i = 0; i < wanted.size(); i++) {
                assertThat(count(wanted.get(i)))
                    .as(wanted.get(i).name())
                    .isGreaterThan(before.get(i));
              }
            });
  }

  private long count(ExpectedEvent expected) throws Exception {
    return orders.read().events().stream().filter(expected::matches).count();
  }
}
