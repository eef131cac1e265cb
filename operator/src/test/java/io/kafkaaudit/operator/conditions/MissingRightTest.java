package io.kafkaaudit.operator.conditions;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads where Kubernetes forbids something; the API server's words are its own. */
class MissingRightTest {
  private static final String OPERATOR = "User \"system:serviceaccount:audit:operator\" cannot ";

  private static String told(String message, String role) {
    KubernetesClientException forbidden =
        new KubernetesClientException(
            "Failure executing: GET at: https://10.0.0.1/api",
            403,
            message == null ? null : new StatusBuilder().withMessage(message).build());
    return MissingRight.text(forbidden, role);
  }

  @Test
  void aNamespaceThatHasNotJoinedIsToldTheCommand() {
    assertThat(
            told(
                "secrets \"admin\" is forbidden: "
                    + OPERATOR
                    + "get resource \"secrets\" in API group \"\" in the namespace \"kafka\"",
                "release-namespace"))
        .isEqualTo(
            "The operator may not get secrets in namespace kafka, which has not joined. Let it join:"
                + " kubectl create rolebinding release-namespace --namespace kafka"
                + " --clusterrole release-namespace --serviceaccount audit:operator");
  }

  /** What the role does not give, no command with it helps. */
  @ParameterizedTest
  @CsvSource({
    "pods/eviction, create, kafka, release-namespace",
    "secrets, get, audit, release-namespace",
    "secrets, get, kafka, ''",
    "secrets, update, kafka, release-namespace",
    "mutatingwebhookconfigurations, patch, , release-namespace",
  })
  void elsewhereTheChartGivesTheRight(String kind, String verb, String namespace, String role) {
    String place =
        namespace == null ? " at the cluster scope" : " in the namespace \"" + namespace + "\"";
    assertThat(
            told(
                "x is forbidden: "
                    + OPERATOR
                    + verb
                    + " resource \""
                    + kind
                    + "\" in API group \"\""
                    + place,
                role))
        .contains("may not " + verb + " " + kind, "upgrade the release", "audit:operator")
        .doesNotContain("rolebinding");
  }

  @Test
  void whatIsNoMissingRightIsToldAsItIs() {
    String quota = "secrets \"a\" is forbidden: exceeded quota: small";
    assertThat(told(quota, "role")).isEqualTo(quota);
    assertThat(told(null, "role")).doesNotContain("https://");
  }
}
