package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.Decision;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.Action;
import org.jspecify.annotations.Nullable;

/** {@code authorizationInfo}: the decision, and the rule where the authorizer tells it. */
final class DecisionWriter {
  private static final Map<AclOperation, String> OPERATIONS = capitalised(AclOperation.class);
  private static final Map<ResourceType, String> TYPES = capitalised(ResourceType.class);

  private final JsonWriter json;
  private final Rules rules = new Rules();

  DecisionWriter(JsonWriter json) {
    this.json = json;
  }

  void write(boolean granted, Action action, @Nullable Object rule) {
    json.name("authorizationInfo").beginObject();
    json.field("granted", granted);
    json.field("operation", OPERATIONS.get(action.operation()));
    ResourcePattern resource = action.resourcePattern();
    json.field("resourceType", TYPES.get(resource.resourceType()));
    json.field("resourceName", resource.name()).field("patternType", resource.patternType().name());
    if (rule != null) {
      rules.write(json, rule);
    }
    json.endObject();
  }

  /** Writes the decision of a management request that applies to a resource. */
  void write(Decisions decisions, Resource resource, boolean denied) {
    Decision best = decisions.on(resource, denied);
    if (best == null && !denied) {
      best = decisions.on(resource, true); // the request failed by itself before it was refused
    }
    if (best != null) {
      write(best.allowed(), best.action(), best.rule());
    } else if (denied) {
      json.name("authorizationInfo").beginObject().field("granted", false);
      json.field("operation", OPERATIONS.get(decisions.operation())).endObject();
    }
  }

  /** Of many denials of an API: what was asked for, without what it was asked of. */
  void writeDenied(AclOperation operation) {
    json.name("authorizationInfo").beginObject().field("granted", false);
    json.field("operation", OPERATIONS.get(operation)).endObject();
  }

  /** DESCRIBE_CONFIGS -> DescribeConfigs. */
  private static <E extends Enum<E>> Map<E, String> capitalised(Class<E> type) {
    Map<E, String> names = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      StringBuilder text = new StringBuilder();
      for (String word : constant.name().split("_", -1)) {
        text.append(word, 0, 1).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
      }
      names.put(constant, text.toString());
    }
    return names;
  }
}
