package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.Decision;
import java.util.Arrays;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one management request, and which of them speaks for a resource. A request may
 * be about very many resources, so each is looked up. Owned by the encoder thread.
 */
final class Decisions {
  /** So that nobody can choose names that fall into one chain. Odd. */
  private static final int SEED = new java.util.Random().nextInt() | 1;

  private final AclOperation operation;
  private Decision[] all = new Decision[2];
  private int size;

  /**
   * By hash of the resource the first of a chain, by decision the next; one more than its index.
   */
  private int[] first = new int[4];

  private int[] next = new int[2];

  /** The best about the cluster, and the best about anything: by whether they allowed. */
  private final @Nullable Decision[] onCluster = new Decision[2];

  private final @Nullable Decision[] onAnything = new Decision[2];

  /**
   * @param operation that the API needs
   */
  Decisions(AclOperation operation) {
    this.operation = operation;
  }

  /** One more, in the order in which they were taken. */
  void add(Decision decision) {
    int before = indexOf(decision);
    if (before < 0) {
      append(decision);
    } else {
      all[before] = better(all[before], decision);
    }
    int allowed = decision.allowed() ? 1 : 0;
    if (decision.action().resourcePattern().resourceType() == ResourceType.CLUSTER) {
      onCluster[allowed] = better(onCluster[allowed], decision);
    }
    onAnything[allowed] = better(onAnything[allowed], decision);
  }

  /**
   * The index of the decision about the same resource with the same result: only one of the two is
   * kept.
   */
  private int indexOf(Decision decision) {
    ResourcePattern pattern = decision.action().resourcePattern();
    String kind = Resource.kind(pattern);
    for (int i = first[slot(kind, pattern.name())]; i > 0; i = next[i - 1]) {
      Decision other = all[i - 1];
      if (other.allowed() == decision.allowed() && isAbout(other, kind, pattern.name())) {
        return i - 1;
      }
    }
    return -1;
  }

  private void append(Decision decision) {
    if (size == all.length) {
      all = Arrays.copyOf(all, size * 2);
      next = Arrays.copyOf(next, size * 2);
      first = new int[size * 4];
      for (int i = 0; i < size; i++) {
        chain(i);
      }
    }
    all[size] = decision;
    chain(size++);
  }

  private void chain(int index) {
    ResourcePattern pattern = all[index].action().resourcePattern();
    int slot = slot(Resource.kind(pattern), pattern.name());
    next[index] = first[slot];
    first[slot] = index + 1;
  }

  private int slot(String kind, String name) {
    int hash = kind.hashCode();
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * SEED;
      hash ^= hash >>> 15;
    }
    return hash & (first.length - 1);
  }

  boolean isEmpty() {
    return size == 0;
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
    for (int i = first[slot(resource.kind(), resource.name())]; i > 0; i = next[i - 1]) {
      Decision decision = all[i - 1];
      if (decision.allowed() != denied && isAbout(decision, resource.kind(), resource.name())) {
        best = decision;
      }
    }
    Decision wider = onCluster[allowed] == null ? onAnything[allowed] : onCluster[allowed];
    wider = moreApt(wider, onAnything[allowed]);
    return moreApt(best, wider);
  }

  private static boolean isAbout(Decision decision, String kind, String name) {
    ResourcePattern pattern = decision.action().resourcePattern();
    return pattern.name().equals(name) && Resource.kind(pattern).equals(kind);
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
