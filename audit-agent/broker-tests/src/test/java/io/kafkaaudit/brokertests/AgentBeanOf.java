package io.kafkaaudit.brokertests;

import com.sun.tools.attach.VirtualMachine;
import io.kafkaaudit.broker.BrokerProcess;
import java.io.IOException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What an agent tells by JMX, also while its destination cannot be reached. */
final class AgentBeanOf implements AutoCloseable {
  private final JMXConnector connector;
  private final MBeanServerConnection server;

  AgentBeanOf(BrokerProcess broker) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(broker.pid()));
    try {
      connector =
          JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      server = connector.getMBeanServerConnection();
    } finally {
      machine.detach();
    }
  }

  /** The attribute LastError; empty: there is none, or no run yet. */
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
