package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.AgentSettings;
import java.util.List;

/** Reserved capacity for each kind of act, so that noise cannot push out evidence. */
public final class Lanes {
  private final Lane management;
  private final Lane authentication;
  private final Lane other;

  public Lanes(AgentSettings settings) {
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

  /** In the order in which the encoder serves them. */
  public List<Lane> all() {
    return List.of(management, authentication, other);
  }
}
