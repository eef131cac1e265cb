package io.kafkaaudit.benchmarks;

import io.kafkaaudit.agent.metrics.AgentMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.jspecify.annotations.Nullable;

/**
 * One JVM of {@link AuthorizeComparison}: bursts of authorize() and pauses, in which the agent's
 * encoder empties its lanes. Prints one line: nanoseconds of one call (median of the bursts), acts
 * captured, acts dropped.
 */
public final class AuthorizeChild {
  static final String RESULT = "RESULT";
  private static final int CALLS = 1_000;
  private static final int WARM_UP_BURSTS = 120;
  private static final int BURSTS = 61;

  private AuthorizeChild() {}

  /** Arguments: server.properties (for the agent), user, expected result, whether an agent runs. */
  public static void main(String[] args) throws Exception {
    AuthorizationResult expected = AuthorizationResult.valueOf(args[2]);
    AgentMXBean agent = Boolean.parseBoolean(args[3]) ? agent() : null;
    StandardAuthorizer authorizer = authorizer();
    RequestContext context = Requests.produce(args[1]);
    for (int i = 0; i < WARM_UP_BURSTS; i++) {
      burst(authorizer, context, expected);
      drain(agent);
    }
    double[] nanos = new double[BURSTS];
    for (int i = 0; i < BURSTS; i++) {
      nanos[i] = burst(authorizer, context, expected);
      drain(agent);
    }
    Arrays.sort(nanos);
    System.out.println(
        RESULT
            + " "
            + nanos[BURSTS / 2]
            + " "
            + (agent == null ? 0 : agent.getCaptured())
            + " "
            + (agent == null ? 0 : sum(agent.getDroppedByLane())));
  }

  private static double burst(
      StandardAuthorizer authorizer, RequestContext context, AuthorizationResult expected) {
    long unexpected = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      List<Action> actions = List.of(Requests.write());
      if (authorizer.authorize(context, actions).get(0) != expected) {
        unexpected++;
      }
    }
    long end = System.nanoTime();
    if (unexpected > 0) {
      throw new IllegalStateException(unexpected + " decisions were not " + expected);
    }
    return (double) (end - begin) / CALLS;
  }

  private static void drain(@Nullable AgentMXBean agent) throws InterruptedException {
    do {
      Thread.sleep(3);
    } while (agent != null && sum(agent.getUsedByLane()) > 0);
  }

  private static long sum(Map<String, Long> byLane) {
    return byLane.values().stream().mapToLong(Long::longValue).sum();
  }

  private static StandardAuthorizer authorizer() {
    Map<Uuid, StandardAcl> acls = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      acls.put(
          new Uuid(1, i),
          new StandardAcl(
              ResourceType.TOPIC,
              "topic-" + i,
              PatternType.LITERAL,
              "User:client",
              "*",
              AclOperation.WRITE,
              AclPermissionType.ALLOW));
    }
    StandardAuthorizer authorizer = new StandardAuthorizer();
    authorizer.configure(Map.of(StandardAuthorizer.SUPER_USERS_CONFIG, "User:admin"));
    authorizer.withPluginMetrics(new PluginMetricsImpl(new Metrics(), Map.of()));
    authorizer.loadSnapshot(acls);
    authorizer.completeInitialLoad();
    return authorizer;
  }

  /** The agent, as soon as it has read its settings. */
  private static AgentMXBean agent() throws MalformedObjectNameException, InterruptedException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("io.kafkaaudit:type=Agent");
    for (int i = 0; i < 1_000; i++) {
      if (server.isRegistered(name)) {
        return JMX.newMXBeanProxy(server, name, AgentMXBean.class);
      }
      Thread.sleep(5);
    }
    throw new IllegalStateException("the agent is not active");
  }
}
