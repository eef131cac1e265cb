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
 * One JVM of {@link AuthorizeComparison}: bursts of authorize() until their time has settled, then
 * bursts that count, with pauses in which the agent's encoder empties its lanes. Prints one line:
 * nanoseconds of one call (median of the bursts), acts captured, acts dropped.
 */
public final class AuthorizeChild {
  static final String RESULT = "RESULT";
  private static final int CALLS = 1_000;
  private static final int BURSTS = 301;
  private static final int WINDOW = 100;
  private static final int LEAST_WINDOWS = 15;
  private static final int MOST_WINDOWS = 80;

  /** Three windows in a row that differ less than this have settled. */
  private static final double SETTLED = 1.04;

  /** The encoder looks every 5 ms whether there is work. */
  private static final long PAUSE_MILLIS = 7;

  private final StandardAuthorizer authorizer = authorizer();
  private final RequestContext context;
  private final AuthorizationResult expected;
  private final @Nullable AgentMXBean agent;

  private AuthorizeChild(
      RequestContext context, AuthorizationResult expected, @Nullable AgentMXBean agent) {
    this.context = context;
    this.expected = expected;
    this.agent = agent;
  }

  /** Arguments: server.properties (for the agent), user, expected result, whether an agent runs. */
  public static void main(String[] args) throws Exception {
    // First: the agent takes a JVM that has a request's class for a broker that serves.
    RequestContext context = Requests.produce(args[1]);
    AgentMXBean agent = Boolean.parseBoolean(args[3]) ? agent() : null;
    AuthorizeChild child = new AuthorizeChild(context, AuthorizationResult.valueOf(args[2]), agent);
    child.warmUp();
    long droppedBefore = agent == null ? 0 : sum(agent.getDroppedByLane());
    double nanos = child.window(BURSTS, PAUSE_MILLIS);
    long captured = agent == null ? 0 : agent.getCaptured();
    long dropped = agent == null ? 0 : sum(agent.getDroppedByLane()) - droppedBefore;
    System.out.println(RESULT + " " + nanos + " " + captured + " " + dropped);
  }

  /**
   * Compilers, and a heap whose every page was touched: a call that allocates on fresh pages takes
   * twice as long.
   */
  private void warmUp() throws InterruptedException {
    double[] nanos = new double[MOST_WINDOWS];
    for (int i = 0; i < MOST_WINDOWS; i++) {
      nanos[i] = window(WINDOW, 0);
      if (i >= LEAST_WINDOWS) {
        double[] last = Arrays.copyOfRange(nanos, i - 2, i + 1);
        Arrays.sort(last);
        if (last[2] < last[0] * SETTLED) {
          return;
        }
      }
    }
    throw new IllegalStateException("did not settle: " + Arrays.toString(nanos));
  }

  /** Nanoseconds of a call in the median of so many bursts. */
  private double window(int bursts, long pauseMillis) throws InterruptedException {
    double[] nanos = new double[bursts];
    for (int i = 0; i < bursts; i++) {
      nanos[i] = burst();
      Thread.sleep(pauseMillis);
      while (agent != null && sum(agent.getUsedByLane()) > CALLS) {
        Thread.sleep(1);
      }
    }
    Arrays.sort(nanos);
    return nanos[bursts / 2];
  }

  private double burst() {
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
