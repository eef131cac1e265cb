package io.kafkaaudit.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * README.md of the chart, from values.yaml: a comment that begins with {@code # --} tells of the
 * next value.
 */
final class ChartReadme {
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z_]+):.*");
  private static final Pattern COMMENT = Pattern.compile(" *# (-- )?(.*)");

  private ChartReadme() {}

  static String of(Path chart) throws IOException {
    Map<String, String> comments = comments(Files.readAllLines(chart.resolve("values.yaml")));
    StringBuilder table = new StringBuilder();
    for (Map.Entry<JsonPointer, JsonNode> leaf : Leaves.of(Chart.defaults()).entrySet()) {
      String path = Leaves.path(leaf.getKey());
      String comment = comments.remove(path);
      table.append(
          "| `%s` | %s | `%s` |\n"
              .formatted(path, comment == null ? "" : comment, leaf.getValue().toString()));
    }
    assertThat(comments).as("comments of what is no value").isEmpty();
    return """
        # kafka-audit-operator

        Audit logs for any Apache Kafka that runs on Kubernetes. [docs/install.md](../../docs/install.md) describes
        installation, upgrade and uninstallation. This file is made from `values.yaml` by a test.

            helm install kafka-audit-operator charts/kafka-audit-operator --namespace kafka-audit --create-namespace \\
              --set 'rbac.secretNamespaces={kafka}'

        | value | meaning | default |
        |---|---|---|
        """
        + table
        + """

        ## Next

        The operator is installed; nothing is audited yet. Give its user the [rights in the destination Kafka](../../docs/security.md#the-admin-secret),
        apply the files of [examples/01-quickstart](../../examples/01-quickstart/README.md), then restart controllers and brokers with the commands
        that the AuditLog prints. [docs/install.md](../../docs/install.md#install) goes through it step by step;
        [docs/platforms.md](../../docs/platforms.md) says what OpenShift, managed control planes, meshes and ARM nodes need.
        """;
  }

  private static Map<String, String> comments(List<String> lines) {
    Map<String, String> comments = new HashMap<>();
    String[] path = new String[10];
    StringBuilder comment = null;
    for (String line : lines) {
      Matcher text = COMMENT.matcher(line);
      Matcher key = KEY.matcher(line);
      if (text.matches()) {
        if (text.group(1) != null) {
          comment = new StringBuilder(text.group(2));
        } else if (comment != null) {
          comment.append(' ').append(text.group(2));
        }
      } else if (key.matches()) {
        int depth = key.group(1).length() / 2;
        path[depth] = key.group(2);
        if (comment != null) {
          comments.put(
              String.join(".", java.util.Arrays.asList(path).subList(0, depth + 1)),
              comment.toString());
          comment = null;
        }
      } else {
        comment = null;
      }
    }
    return comments;
  }
}
