package io.kafkaaudit.benchmarks;

import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.agent.hook.Hooks;
import io.kafkaaudit.agent.hook.RequestHooks;
import io.kafkaaudit.contract.AgentSettings;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DeleteGroupsRequest;
import org.apache.kafka.common.requests.RequestAndSize;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;
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
 * What a broker's threads do for a management request of very many resources, from its parsing to
 * its response: the same, however many there are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 12, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class LargeRequestBenchmark {
  @Param({"1", "1000", "100000"})
  public int resources = 1;

  private final Lanes lanes = new Lanes(new MemoryPlan(AgentSettings.defaults()));
  private final Context context = new Context();
  private final ByteBuffer built = ByteBuffer.allocate(100);
  private RequestAndSize parsed = request(1);
  private AbstractResponse response = response(parsed);

  /** Opens the hooks of this JVM. */
  @Setup
  public void open() {
    parsed = request(resources);
    response = response(parsed);
    Hooks.open(lanes, new CapturePolicy(AgentSettings.defaults(), null, Set.of()));
  }

  /** One request as the hooks see it. */
  @Benchmark
  public boolean request(Blackhole blackhole) {
    RequestHooks.parsed(parsed, context);
    RequestHooks.responding(built, context, response, false);
    Objects.requireNonNull(ManagementRequest.of(context)).release();
    lanes.closedConnections().requestEnded();
    return lanes.management().take(blackhole::consume);
  }

  private static RequestAndSize request(int resources) {
    DeleteGroupsRequest body =
        new DeleteGroupsRequest.Builder(
                new DeleteGroupsRequestData()
                    .setGroupsNames(
                        IntStream.range(0, resources)
                            .mapToObj(i -> "g" + i)
                            .collect(Collectors.toList())))
            .build();
    return new RequestAndSize(body, 20);
  }

  private static AbstractResponse response(RequestAndSize to) {
    return to.request.getErrorResponse(0, new GroupAuthorizationException("not allowed"));
  }

  /** What the agent makes of the broker's class. */
  private static final class Context extends RequestContext implements ManagementRequest.Carrier {
    private @Nullable Object state;

    Context() {
      super(
          new RequestHeader(ApiKeys.DELETE_GROUPS, (short) 2, "client", 1),
          "10.0.0.1:9092-10.1.2.3:50312-7",
          InetAddress.getLoopbackAddress(),
          KafkaPrincipal.ANONYMOUS,
          ListenerName.normalised("EXTERNAL"),
          SecurityProtocol.SASL_SSL,
          ClientInformation.EMPTY,
          false);
    }

    @Override
    public @Nullable Object kafkaAuditState() {
      return state;
    }

    @Override
    public void kafkaAuditState(@Nullable Object next) {
      state = next;
    }
  }
}
