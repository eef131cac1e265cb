package io.kafkaaudit.operator.conditions;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person does about a request that Kubernetes forbids. */
public final class MissingRight {
  /** Environment variable with the name of the ClusterRole that a namespace binds to join. */
  public static final String VARIABLE = "NAMESPACE_ROLE";

  /** Of this process; empty: there is no such role. */
  static final String NAMESPACE_ROLE = Objects.requireNonNullElse(System.getenv(VARIABLE), "");

  /** As the RBAC authorizer of the API server says it. */
  private static final Pattern RBAC =
      Pattern.compile(
          "User \"system:serviceaccount:([^:\"]+):([^\"]+)\" cannot (\\S+) resource \"([^\"]+)\" in"
              + " API group \"[^\"]*\"(?: in the namespace \"([^\"]+)\")?");

  /** What the role gives; rights on pods beyond these are of a value of the chart. */
  private static final Map<String, String> OF_ROLE =
      Map.of(
          "secrets", "get list watch create patch delete",
          "configmaps", "get list watch create patch delete",
          "events", "get create patch",
          "pods", "list");

  private MissingRight() {}

  /**
   * As the message of a condition.
   *
   * @param role the ClusterRole that a namespace binds to join; empty: there is none
   */
  static String text(KubernetesClientException forbidden, String role) {
    String said =
        forbidden.getStatus() == null || forbidden.getStatus().getMessage() == null
            ? "The API server forbids a request of the operator"
            : forbidden.getStatus().getMessage();
    Matcher rbac = RBAC.matcher(said);
    if (!rbac.find()) {
      return said; // a quota, or an admission policy: no role helps
    }
    String account = rbac.group(1) + ":" + rbac.group(2);
    String right = rbac.group(3) + " " + rbac.group(4);
    String namespace = rbac.group(5);
    if (namespace == null) {
      return "The operator may not %s in this cluster. A ClusterRole of the chart gives this right to service account %s: upgrade the release, or with rbac.create=false add the right to your own role"
          .formatted(right, account);
    }
    boolean joins =
        !role.isEmpty()
            && !namespace.equals(rbac.group(1))
            && OF_ROLE.getOrDefault(rbac.group(4), "").contains(rbac.group(3));
    return joins
        ? "The operator may not %1$s in namespace %2$s, which has not joined. Let it join: kubectl create rolebinding %3$s --namespace %2$s --clusterrole %3$s --serviceaccount %4$s"
            .formatted(right, namespace, role, account)
        : "The operator may not %s in namespace %s. A Role of the chart gives this right to service account %s: upgrade the release, or with rbac.create=false add the right to your own role"
            .formatted(right, namespace, account);
  }
}
