package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.AgentSettings;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.requests.AbstractRequest;

/** Reserved capacity for each kind of act, so that noise cannot push out evidence. */
public final class Lanes {
  private final Lane management;
  private final Lane authentication;
  private final Lane other;
  private final ClosedConnections closedConnections = new ClosedConnections();
  private final ToIntFunction<AbstractRequest> eventsOf;

  /**
   * @param eventsOf how many events a management request gives, one for each of its resources
   */
  public Lanes(AgentSettings settings, ToIntFunction<AbstractRequest> eventsOf) {
    this.eventsOf = eventsOf;
    management = new Lane(settings.managementSlots());
    authentication = new Lane(settings.authenticationSlots());
    other = new Lane(settings.otherSlots());
  }

  /** Management and denials. */
  public Lane management() {
    return management;
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

  /** How many events are lost with a management request; never less than 1. */
  public int eventsOf(AbstractRequest request) {
    return Math.max(1, eventsOf.applyAsInt(request));
  }

  /** In the order in which the encoder serves them. */
  public List<Lane> all() {
    return List.of(management, authentication, other);
  }
}
