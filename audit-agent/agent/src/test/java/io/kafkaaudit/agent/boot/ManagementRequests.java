package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Decided;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** What hooks and an authorizer do with management requests. */
final class ManagementRequests {
  private ManagementRequests() {}

  static void allow(ManagementRequest request) {
    decide(request, AuthorizationResult.ALLOWED);
  }

  static void deny(ManagementRequest request) {
    decide(request, AuthorizationResult.DENIED);
  }

  /** Puts a request into its lane, as the hook on parsing does. */
  static void publish(Lanes lanes, ManagementRequest request, RequestContext context) {
    lanes.begin(Objects.requireNonNull(lanes.management().claim()), request, context);
  }

  private static void decide(ManagementRequest request, AuthorizationResult result) {
    Action action =
        new Action(
            AclOperation.ALTER,
            new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL),
            1,
            true,
            true);
    Decided decided =
        new Decided(List.of(action), List.of(result), new Action[0], new Object[0], 0);
    request.decided(decided, result == AuthorizationResult.ALLOWED);
  }
}
