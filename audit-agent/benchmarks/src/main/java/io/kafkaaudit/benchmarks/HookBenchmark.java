package io.kafkaaudit.benchmarks;

import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.agent.hook.AuthorizationHooks;
import io.kafkaaudit.agent.hook.Hooks;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.CaptureRule;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The two calls that the agent puts into one authorize() of Kafka's own authorizer, of one allowed
 * action. What is captured is taken out of its lane in the same operation, so the figure holds both
 * sides.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class HookBenchmark {
  /** What the capture policy says of the act. */
  public enum Policy {
    /** The default policy: an allowed write is not captured. */
    FILTERED_OUT,
    /** A rule captures it. */
    CAPTURED
  }

  @Param public Policy policy = Policy.FILTERED_OUT;

  private final RequestContext context = Requests.produce("client");
  private final Action action = Requests.write();
  private final List<Action> actions = List.of(action);
  private final List<AuthorizationResult> allowed = List.of(AuthorizationResult.ALLOWED);
  private final Object rule = new Object();
  private Lanes lanes = new Lanes(new MemoryPlan(AgentSettings.defaults()));

  /** Opens the hooks of this JVM. */
  @Setup
  public void open() {
    AgentSettings.Builder settings = AgentSettings.builder();
    if (policy == Policy.CAPTURED) {
      settings.captureRule(
          new CaptureRule(Level.Metadata, Set.of(Category.Produce), Set.of(), List.of()));
    }
    AgentSettings built = settings.build();
    lanes = new Lanes(new MemoryPlan(built));
    Hooks.open(lanes, new CapturePolicy(built, "User:audit-writer", Set.of("CONTROLLER")));
  }

  /** One authorize() as the hooks see it. */
  @Benchmark
  public boolean authorize(Blackhole blackhole) {
    AuthorizationHooks.matched(action, rule);
    AuthorizationHooks.decidedByStandard(allowed, context, actions);
    return policy == Policy.CAPTURED && lanes.other().take(blackhole::consume);
  }
}
