package io.kafkaaudit.brokertests;

import com.sun.tools.attach.VirtualMachine;
import io.kafkaaudit.broker.BrokerProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a broker's JVM tells by JMX: its heap, what its controller counts, the agent's state. */
final class BrokerJvm implements AutoCloseable {
  private final JMXConnector connector;
  private final MBeanServerConnection server;

  @SuppressWarnings("BanJNDI") // of a process that the test started itself
  BrokerJvm(BrokerProcess broker) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(broker.pid()));
    try {
      connector =
          JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      server = connector.getMBeanServerConnection();
    } finally {
      machine.detach();
    }
  }

  /** Bytes that a full collection leaves, whatever is allocated since. */
  long heapAfterCollection() throws IOException {
    ManagementFactory.newPlatformMXBeanProxy(
            server, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class)
        .gc();
    return ManagementFactory.getPlatformMXBeans(server, MemoryPoolMXBean.class).stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }

  /** How often the controller missed a heartbeat of a broker. */
  long missedHeartbeats() throws Exception {
    return ((Number)
            server.getAttribute(
                new ObjectName(
                    "kafka.controller:type=KafkaController,name=TimedOutBrokerHeartbeatCount"),
                "Value"))
        .longValue();
  }

  /** The agent's attribute LastError; empty: there is none, or no run yet. */
  String lastError() throws Exception {
    ObjectName agent = new ObjectName("io.kafkaaudit:type=Agent");
    Object error = server.isRegistered(agent) ? server.getAttribute(agent, "LastError") : null;
    return error == null ? "" : error.toString();
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
