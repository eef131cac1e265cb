package io.kafkaaudit.agent.capture;

import org.apache.kafka.common.network.ChannelMetadataRegistry;
import org.apache.kafka.common.network.ClientInformation;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection keeps what its client says that it is: from the request that tells it until
 * the connection ends. Kafka's network thread writes it without a lock, so that another thread may
 * see it a moment later.
 */
public final class ClientSoftware {
  /** Characters; a client may give 32 kB. */
  private static final int LONGEST = 250;

  private final ChannelMetadataRegistry registry;
  private boolean begun;
  private @Nullable String name;
  private @Nullable String version;

  public ClientSoftware(ChannelMetadataRegistry registry) {
    this.registry = registry;
  }

  /**
   * Looks for name and version; one thread at a time.
   *
   * @return whether nothing more is to be expected: they are known, or the connection ended
   */
  public boolean read() {
    ClientInformation information = registry.clientInformation();
    if (information == null) { // not set yet, or not any more
      return begun;
    }
    begun = true;
    if (information.softwareName().equals(ClientInformation.UNKNOWN_NAME_OR_VERSION)) {
      return false;
    }
    name = cut(information.softwareName());
    version = cut(information.softwareVersion());
    return true;
  }

  /** As it was read; null: not known. */
  public @Nullable String name() {
    return name;
  }

  /** As it was read; null: not known. */
  public @Nullable String version() {
    return version;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
