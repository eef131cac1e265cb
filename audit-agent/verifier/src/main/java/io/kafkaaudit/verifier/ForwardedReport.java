package io.kafkaaudit.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.contract.ApiTable;
import io.kafkaaudit.contract.Category;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one side saw of a request that a broker forwarded to a controller, about one resource.
 *
 * @param request what both sides tell of the request and the resource; equal only for one and the
 *     same, but for clients that count their correlation ids anew
 * @param edge whether the broker saw it, else the controller
 * @param broker node id of the broker that forwarded it; -1 where a controller does not know it
 * @param time when that side parsed the request
 */
public record ForwardedReport(List<String> request, boolean edge, int broker, Instant time) {

  /**
   * Methods whose events older agents gave another subject: the rest of the request tells enough.
   */
  private static final Set<String> RENAMED =
      Set.of(
          "kafka.AlterClientQuotas",
          "kafka.CreateAcls",
          "kafka.DeleteAcls",
          "kafka.UpdateFeatures",
          "kafka.UnregisterBroker",
          "kafka.CreateDelegationToken",
          "kafka.AddRaftVoter",
          "kafka.RemoveRaftVoter",
          "kafka.UpdateRaftVoter");

  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F.:]*");

  /** Null: the event is not about a forwarded request. */
  static @Nullable ForwardedReport of(JsonNode event) {
    JsonNode data = event.path("data");
    JsonNode origin = data.path("requestMetadata");
    String observer = origin.path("observer").asText("");
    boolean edge = observer.equals("edge");
    JsonNode forwarder = origin.path("forwardedBy");
    if (!edge && !(observer.equals("controller") && forwarder.isObject())) {
      return null;
    }
    if (data.has("flood")) {
      return null; // it stands for many requests
    }
    String method = data.path("methodName").asText("");
    String api = method.substring(method.indexOf('.') + 1);
    if (ApiTable.category(api) != Category.Management) {
      return null; // a denial, which brokers never tell of what they pass on
    }
    List<String> request =
        List.of(
            event.path("source").asText(""),
            RENAMED.contains(method) ? "" : event.path("subject").asText(""),
            method,
            data.at("/authenticationInfo/principal").asText(""),
            data.at("/request/clientId").asText(""),
            data.at("/request/correlationId").asText(""),
            address(origin.at("/clientAddress/0/ip").asText("")));
    try {
      return new ForwardedReport(
          request,
          edge,
          (edge ? origin : forwarder).path("nodeId").asInt(-1),
          Instant.parse(event.path("time").asText("")));
    } catch (DateTimeException e) {
      return null; // without a time it can belong to any request
    }
  }

  /** Agents once wrote IPv6 in full and with its zone, which the other side does not know. */
  private static String address(String ip) {
    int zone = ip.indexOf('%');
    String bare = zone < 0 ? ip : ip.substring(0, zone);
    if (!IPV6.matcher(bare).matches()) {
      return bare;
    }
    try {
      return InetAddress.getByName(bare).getHostAddress(); // a literal: nobody is asked for it
    } catch (UnknownHostException e) {
      return bare;
    }
  }
}
