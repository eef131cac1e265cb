package io.kafkaaudit.agent.capture;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.common.requests.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Which connections are the agent's own, and which addresses are those of the cluster's nodes. Both
 * are bounded; what is forgotten or was never seen is told as anybody's. Never locks or waits.
 * Thread-safe.
 */
public final class ClusterNodes {
  /** What the client id of every client of the agent begins with. */
  public static final String CLIENT_ID = "kafka-audit-agent-";

  /** As Kafka names the threads of clients that run by themselves, such as those of plugins. */
  private static final String[] OTHER_CLIENTS = {
    "kafka-producer-network-thread", "kafka-admin-client-thread"
  };

  /** More than any cluster has; a power of two. */
  private static final int MOST = 4096;

  private final ConcurrentHashMap<InetAddress, Boolean> addresses = new ConcurrentHashMap<>();

  /** Each in the slot of its port: only a newer connection of the agent takes it. */
  private final AtomicReferenceArray<@Nullable InetSocketAddress> own =
      new AtomicReferenceArray<>(MOST);

  /**
   * This process opened a connection. Those of the broker's own threads lead to other nodes.
   *
   * @param thread name of the thread that serves it
   */
  public void opened(InetSocketAddress local, InetAddress remote, String thread) {
    if (thread.contains(CLIENT_ID)) {
      own.set(local.getPort() & (MOST - 1), local);
      return;
    }
    for (String other : OTHER_CLIENTS) {
      if (thread.startsWith(other)) {
        return;
      }
    }
    isNode(remote);
  }

  /** Somebody acted from there as only nodes may, on a listener of nodes. */
  public void isNode(InetAddress address) {
    // Behind a mesh everybody comes from there.
    if (!addresses.containsKey(address)
        && !address.isLoopbackAddress()
        && addresses.size() < MOST) {
      addresses.put(address, true);
    }
  }

  /** Whether a request came on a connection of this agent, or from a node of this cluster. */
  public boolean sent(RequestContext request) {
    if (addresses.containsKey(request.clientAddress)) {
      return true;
    }
    int port = ConnectionIds.remotePort(request.connectionId);
    InetSocketAddress mine = own.get(port & (MOST - 1));
    return mine != null
        && mine.getPort() == port
        && mine.getAddress().equals(request.clientAddress);
  }
}
