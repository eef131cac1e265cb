package io.kafkaaudit.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import io.kafkaaudit.operator.management.Tls;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A new pod's way through the API server. */
final class ApiServer {
  private ApiServer() {}

  /** What an API server does with a new pod: it calls the service by its name, over TLS. */
  static Pod admit(MutatingWebhook webhook, int port, Pod pod) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode object = json.readTree(Serialization.asJson(pod));
    JsonNode review =
        json.readTree(
            """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
              "uid": "u", "operation": "CREATE", "namespace": "kafka",
              "resource": {"group": "", "version": "v1", "resource": "pods"}}}
            """);
    ((ObjectNode) review.path("request")).set("object", object);
    var service = webhook.getClientConfig().getService();
    String host = service.getName() + "." + service.getNamespace() + ".svc";
    byte[] body = review.toString().getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(service.getPath(), host, body.length);
    String authorities =
        new String(
            Base64.getDecoder().decode(webhook.getClientConfig().getCaBundle()),
            StandardCharsets.US_ASCII);
    SSLParameters checkName = new SSLParameters();
    checkName.setEndpointIdentificationAlgorithm("HTTPS");
    String response;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket tls =
            (SSLSocket)
                Tls.trusting(authorities)
                    .getSocketFactory()
                    .createSocket(socket, host, port, true)) {
      tls.setSSLParameters(checkName);
      tls.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      tls.getOutputStream().write(body);
      response = new String(tls.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(response).startsWith("HTTP/1.1 200");
    JsonNode answer = json.readTree(response.substring(response.indexOf("\r\n\r\n")));
    String patch = answer.at("/response/patch").asText();
    JsonNode patched = JsonPatch.apply(json.readTree(Base64.getDecoder().decode(patch)), object);
    return Serialization.unmarshal(patched.toString(), Pod.class);
  }
}
