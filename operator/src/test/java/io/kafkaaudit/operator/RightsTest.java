package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.crd.Rollout;
import io.kafkaaudit.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** rights.yaml is what the operator does to the API server: no more, and no less. */
class RightsTest {
  private static final Pattern PATH =
      Pattern.compile(
          "/apis?/(?<group>[a-z0-9.]+\\.[a-z0-9.]+/)?v1(alpha1)?(/namespaces/(?<namespace>[^/]+))?"
              + "/(?<resource>[a-z]+)(/(?<name>[^/?]+))?(/(?<sub>status|eviction))?(\\?(?<query>.*))?");

  private static final String CLUSTER_WIDE = "admissionregistration.k8s.io";

  /** For what is done again after a conflict, or by an operator that died in between. */
  private static final Set<String> AFTER_FAILURES =
      Set.of("audited: get kafkaaudit.io/auditcredentials", "own: patch events");

  @TempDir static Path directory;
  @TempDir static Path jars;

  @Test
  void everyRightIsUsedAndNoOtherIsNeeded() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        Admin root = kafka.root();
        OperatorBench bench = new OperatorBench(kafka, root, Duration.ofMillis(300))) {
      bench.inject(Files.writeString(jars.resolve("agent.jar"), "as good as any jar"));
      bench.startElected();
      bench.applyAdmin("life");
      bench.applyLog("life", 2);
      bench.applyCredential("reader", "life", "Overlap");
      bench.awaitReady("reader");
      String first = bench.key("reader");
      bench.rotate("reader", "now");
      await()
          .atMost(OperatorBench.LONG)
          .until(() -> bench.ready("reader") && !bench.key("reader").equals(first));
      // The same Event twice raises its count.
      for (int i = 0; i < 2; i++) {
        bench.clock().forward(Duration.ofSeconds(6));
        root.deleteAcls(
                root.describeAcls(AclBindingFilter.ANY).values().get().stream()
                    .filter(acl -> acl.entry().principal().startsWith("User:KA"))
                    .map(acl -> acl.toFilter())
                    .toList())
            .all()
            .get();
        int repaired = i + 1;
        await()
            .atMost(OperatorBench.LONG)
            .until(
                () ->
                    bench.events(OperatorBench.NAMESPACE, "life", "DriftRepaired").stream()
                            .mapToInt(event -> event.getCount())
                            .sum()
                        >= repaired);
      }
      bench.rollOut("life");
      KafkaPods pods = new KafkaPods(bench.client(), "life");
      pods.create("kafka-0", null, true);
      await().atMost(OperatorBench.LONG).until(() -> pods.get("kafka-0") == null);
      bench.edit("life", log -> log.getSpec().getInjection().setRollout(Rollout.Manual));
      await()
          .atMost(OperatorBench.LONG)
          .until(() -> bench.log("life").getStatus().getAgents().getRestarting() == null);
      pods.createOfStrimzi("kafka-0");
      bench.edit("life", log -> log.getSpec().getInjection().setRollout(Rollout.Automatic));
      await()
          .atMost(OperatorBench.LONG)
          .until(
              () ->
                  pods.get("kafka-0")
                      .getMetadata()
                      .getAnnotations()
                      .containsKey("strimzi.io/manual-rolling-update"));
      bench.deleteCredential("reader");
      await().atMost(OperatorBench.LONG).until(() -> bench.credential("reader") == null);
      kafka.stop();
      bench.deleteLog("life");
      bench.clock().forward(Duration.ofMinutes(11));
      await().atMost(OperatorBench.LONG).until(() -> bench.log("life") == null);
      bench.stop();
      Set<String> used = used(bench.requests());
      assertThat(granted()).containsAll(used);
      Set<String> unused = granted();
      unused.removeAll(used);
      assertThat(unused).isEqualTo(AFTER_FAILURES);
    }
  }

  private static Set<String> used(Collection<String> requests) {
    Set<String> used = new TreeSet<>();
    for (String request : requests) {
      String method = request.substring(0, request.indexOf(' '));
      Matcher path = PATH.matcher(request.substring(method.length() + 1));
      assertThat(path.matches()).as(request).isTrue();
      String group = path.group("group") == null ? "" : path.group("group").replace("/", "");
      if (group.equals("authorization.k8s.io")) {
        continue; // everybody who is logged in may ask what he may do
      }
      String namespace = path.group("namespace");
      boolean rollout =
          "pods".equals(path.group("resource")) && !method.equals("GET"); // pods are not ours
      String scope =
          rollout
              ? "rollout"
              : namespace == null
                  ? group.equals(CLUSTER_WIDE) ? "cluster" : "everywhere"
                  : namespace.equals(OperatorBench.OPERATOR_NAMESPACE) ? "own" : "audited";
      String resource =
          path.group("resource") + (path.group("sub") == null ? "" : "/" + path.group("sub"));
      String query = path.group("query") == null ? "" : path.group("query");
      String verb =
          switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default ->
                query.contains("watch=true")
                    ? "watch"
                    : path.group("name") == null ? "list" : "get";
          };
      used.add(right(scope, group, resource, verb));
      if (method.equals("PATCH")
          && query.contains("fieldManager")
          && path.group("sub") == null
          && !rollout
          && (group.isEmpty() || group.equals(CLUSTER_WIDE))) {
        used.add(right(scope, group, resource, "create")); // an apply makes what is not there
      }
    }
    return used;
  }

  private static Set<String> granted() throws IOException {
    Set<String> granted = new TreeSet<>();
    try (InputStream file = RightsTest.class.getResourceAsStream("/rights.yaml")) {
      JsonNode scopes = Golden.YAML.readTree(file);
      scopes
          .fields()
          .forEachRemaining(
              scope ->
                  scope
                      .getValue()
                      .forEach(
                          rule ->
                              rule.get("resources")
                                  .forEach(
                                      resource ->
                                          rule.get("verbs")
                                              .forEach(
                                                  verb ->
                                                      granted.add(
                                                          right(
                                                              scope.getKey(),
                                                              rule.get("apiGroups").get(0).asText(),
                                                              resource.asText(),
                                                              verb.asText()))))));
    }
    return granted;
  }

  private static String right(String scope, String group, String resource, String verb) {
    return scope + ": " + verb + " " + (group.isEmpty() ? "" : group + "/") + resource;
  }
}
