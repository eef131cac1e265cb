package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one management request, and which of them speaks for a resource. A request may
 * be about very many resources, so each is looked up. Immutable once made.
 */
final class Decisions {
  private final AclOperation operation;
  private final boolean isEmpty;
  private final Map<String, List<Decision>> byResource = new HashMap<>();

  /** The best about the cluster, and the best about anything: by whether they allowed. */
  private final @Nullable Decision[] onCluster = new Decision[2];

  private final @Nullable Decision[] onAnything = new Decision[2];

  /**
   * @param operation that the API needs
   */
  Decisions(Collection<Decision> taken, AclOperation operation) {
    this.operation = operation;
    this.isEmpty = taken.isEmpty();
    for (Decision decision : taken) {
      ResourcePattern pattern = decision.action().resourcePattern();
      Resource on = new Resource(Resource.kind(pattern), pattern.name());
      byResource.computeIfAbsent(on.toString(), name -> new ArrayList<>(2)).add(decision);
      int allowed = decision.allowed() ? 1 : 0;
      if (pattern.resourceType() == ResourceType.CLUSTER) {
        onCluster[allowed] = better(onCluster[allowed], decision);
      }
      onAnything[allowed] = better(onAnything[allowed], decision);
    }
  }

  boolean isEmpty() {
    return isEmpty;
  }

  AclOperation operation() {
    return operation;
  }

  /**
   * The one that speaks for a resource: best of the operation that the API needs, then about the
   * resource itself, then about the cluster; of equals the last. What the response said comes
   * first: a request may be allowed by the cluster and looked up on the topic as well.
   */
  @Nullable Decision on(Resource resource, boolean denied) {
    int allowed = denied ? 0 : 1;
    Decision best = null;
    List<Decision> own = byResource.getOrDefault(resource.toString(), List.of());
    for (int i = 0; i < own.size(); i++) { // an iterator would be garbage
      Decision decision = own.get(i);
      if (decision.allowed() != denied) {
        best = better(best, decision);
      }
    }
    Decision wider = onCluster[allowed] == null ? onAnything[allowed] : onCluster[allowed];
    wider = moreApt(wider, onAnything[allowed]);
    return moreApt(best, wider);
  }

  /** The first, unless it lacks the operation and the second has it. */
  private @Nullable Decision moreApt(@Nullable Decision first, @Nullable Decision second) {
    return first == null || (second != null && isApt(second) && !isApt(first)) ? second : first;
  }

  private Decision better(@Nullable Decision before, Decision next) {
    return before == null || isApt(next) || !isApt(before) ? next : before;
  }

  private boolean isApt(Decision decision) {
    return decision.action().operation() == operation;
  }
}
