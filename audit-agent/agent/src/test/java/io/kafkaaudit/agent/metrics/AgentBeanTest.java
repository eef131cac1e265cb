package io.kafkaaudit.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.DocsPage;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.LossLedger;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.agent.delivery.Outbox;
import io.kafkaaudit.contract.AgentSettings;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bean as JMX clients see it. */
@Tag("generated")
class AgentBeanTest {
  private final MBeanServer jmx = ManagementFactory.getPlatformMBeanServer();
  private final Counters counters = new Counters(() -> 7);
  private ObjectName name;

  @BeforeEach
  void register() throws Exception {
    name = new ObjectName("io.kafkaaudit:type=Agent");
    Lanes lanes = new Lanes(new MemoryPlan(AgentSettings.parse(new Properties())));
    new AgentBean("run", counters, lanes, new LossLedger(), new Outbox(100), () -> null).register();
  }

  @AfterEach
  void unregister() throws Exception {
    jmx.unregisterMBean(name);
  }

  @Test
  void everyAttributeIsExplainedAsInTheDocs() throws Exception {
    StringBuilder table = new StringBuilder("| attribute | type | meaning |\n|---|---|---|\n");
    MBeanAttributeInfo[] attributes = jmx.getMBeanInfo(name).getAttributes();
    Arrays.sort(attributes, Comparator.comparing(MBeanAttributeInfo::getName));
    for (MBeanAttributeInfo attribute : attributes) {
      String meaning = (String) attribute.getDescriptor().getFieldValue("meaning");
      assertThat(meaning).as(attribute.getName()).isNotBlank();
      table.append("| `").append(attribute.getName()).append("` | ");
      table.append(type(attribute)).append(" | ").append(meaning).append(" |\n");
    }
    DocsPage.holds("agent.md", "jmx", table.toString());
  }

  private static String type(MBeanAttributeInfo attribute) {
    switch (attribute.getType()) {
      case "long":
        return "number";
      case "java.lang.String":
        return "text";
      default:
        return "numbers by name";
    }
  }

  /** As status and lifecycle events tell them. */
  @Test
  void theCountersOfEventsHaveTheNamesOfTheAttributes() throws Exception {
    counters.captured();
    Map<String, Long> shown = new TreeMap<>();
    for (String counter : counters.byName().keySet()) {
      String attribute =
          counter.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + counter.substring(1);
      shown.put(counter, (Long) jmx.getAttribute(name, attribute));
    }
    assertThat(shown).isEqualTo(counters.byName()).containsEntry("captured", 1L);
  }
}
