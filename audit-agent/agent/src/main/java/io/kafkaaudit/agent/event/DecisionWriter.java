package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.Decision;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.Action;
import org.jspecify.annotations.Nullable;

/** {@code authorizationInfo}: the decision, and the rule where the authorizer tells it. */
final class DecisionWriter {
  private final JsonWriter json;
  private final Rules rules = new Rules();

  DecisionWriter(JsonWriter json) {
    this.json = json;
  }

  void write(boolean granted, Action action, @Nullable Object rule) {
    json.name("authorizationInfo").beginObject();
    json.field("granted", granted);
    json.field("operation", capitalised(action.operation().name()));
    ResourcePattern resource = action.resourcePattern();
    json.field("resourceType", capitalised(resource.resourceType().name()));
    json.field("resourceName", resource.name()).field("patternType", resource.patternType().name());
    if (rule != null) {
      rules.write(json, rule);
    }
    json.endObject();
  }

  /**
   * Of the decisions of a management request the one that speaks for a resource. What the response
   * said comes first: a request may be allowed by the cluster and looked up on the topic as well.
   */
  void write(List<Decision> decisions, Resource resource, AclOperation operation, boolean denied) {
    Decision best = null;
    int bestScore = -1;
    for (Decision decision : decisions) {
      int score = score(decision, resource, operation);
      if (decision.allowed() != denied && score >= bestScore) {
        best = decision;
        bestScore = score;
      }
    }
    if (best != null) {
      write(best.allowed(), best.action(), best.rule());
    } else if (denied) {
      json.name("authorizationInfo").beginObject().field("granted", false);
      json.field("operation", capitalised(operation.name())).endObject();
    }
  }

  private static int score(Decision decision, Resource resource, AclOperation operation) {
    Action action = decision.action();
    ResourcePattern pattern = action.resourcePattern();
    boolean named =
        pattern.name().equals(resource.name())
            && Resource.of(pattern).kind().equals(resource.kind());
    boolean cluster = pattern.resourceType() == ResourceType.CLUSTER;
    return (action.operation() == operation ? 4 : 0) + (named ? 2 : cluster ? 1 : 0);
  }

  /** DESCRIBE_CONFIGS -> DescribeConfigs. */
  static String capitalised(String constant) {
    StringBuilder text = new StringBuilder(constant.length());
    boolean upper = true;
    for (int i = 0; i < constant.length(); i++) {
      char c = constant.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        text.append(upper ? c : Character.toLowerCase(c));
        upper = false;
      }
    }
    return text.toString();
  }
}
