package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.Category;
import java.util.List;
import org.apache.kafka.common.requests.RequestContext;

/** Reserved capacity for each kind of act, so that noise cannot push out evidence. */
public final class Lanes {
  private final Lane management;
  private final Lane denials;
  private final Lane authentication;
  private final Lane other;
  private final ClosedConnections closedConnections = new ClosedConnections();

  public Lanes(MemoryPlan plan) {
    management = new Lane(plan.managementSlots(), new SharedRoom(plan.management()));
    denials = new Lane(plan.denialSlots(), new SharedRoom(plan.denials()));
    authentication = new Lane(plan.authenticationSlots(), new SharedRoom(plan.logins()));
    other = new Lane(plan.otherSlots(), new SharedRoom(plan.other()));
  }

  /**
   * Management requests. Its room is for those that are under way, and those of which something was
   * allowed; what is denied as a whole goes to the room of the denials.
   */
  public Lane management() {
    return management;
  }

  /**
   * Hands a management request that has begun to the encoder.
   *
   * @param slot claimed from {@link #management()}
   */
  public void begin(Act slot, ManagementRequest request, RequestContext context) {
    slot.kind = Act.Kind.MANAGEMENT;
    slot.category = Category.Management;
    slot.monotonicNanos = System.nanoTime();
    slot.context = context;
    slot.request = request;
    closedConnections.requestBegan();
    management.publish(slot);
  }

  /** What was denied and is no management. */
  public Lane denials() {
    return denials;
  }

  public Lane authentication() {
    return authentication;
  }

  public Lane other() {
    return other;
  }

  /** What ended while management requests were under way. */
  public ClosedConnections closedConnections() {
    return closedConnections;
  }

  /** In the order in which the encoder serves them. */
  public List<Lane> all() {
    return List.of(management, denials, authentication, other);
  }

  /** Forgets sources that hold nothing any more. */
  public void sweep() {
    all().forEach(lane -> lane.room().sweep());
  }
}
