package io.kafkaaudit.benchmarks;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.contract.Category;
import java.net.InetAddress;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Events that the encoder thread writes in one second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class EncoderBenchmark {
  private final EventEncoder encoder =
      new EventEncoder(new RunIdentity("MkU3OEVBNTcwNTJENDM2Qg", 1, new UUID(1, 2)), "CONTROLLER");
  private final Act login = login();
  private final Act allowedWrite = allowedWrite();
  private long sequence;

  /** A login that succeeded. */
  @Benchmark
  public int authentication() {
    encoder.authentication(login, ++sequence, 1, login.timeMillis);
    return encoder.length();
  }

  /** A write that an ACL allowed. */
  @Benchmark
  public int decision() {
    encoder.decision(allowedWrite, ++sequence, 1, allowedWrite.timeMillis);
    return encoder.length();
  }

  private static Act login() {
    Act act = act(Act.Kind.AUTHENTICATION, Category.Authentication);
    act.principal = "User:client";
    act.identifier = "client";
    act.mechanism = "SCRAM-SHA-512";
    act.listener = "EXTERNAL";
    act.connectionId = "10.0.0.1:9092-10.0.0.2:50000-0-17";
    act.address = InetAddress.getLoopbackAddress();
    act.softwareName = "apache-kafka-java";
    act.softwareVersion = "4.3.1";
    return act;
  }

  private static Act allowedWrite() {
    Act act = act(Act.Kind.DECISION, Category.Produce);
    act.context = Requests.produce("client");
    act.action = Requests.write();
    act.allowed = true;
    act.rule =
        new StandardAcl(
            ResourceType.TOPIC,
            Requests.TOPIC,
            PatternType.LITERAL,
            "User:client",
            "*",
            AclOperation.WRITE,
            AclPermissionType.ALLOW);
    return act;
  }

  private static Act act(Act.Kind kind, Category category) {
    Act act = new Act();
    act.kind = kind;
    act.category = category;
    act.timeMillis = 1_764_000_000_123L;
    act.monotonicNanos = 42;
    return act;
  }
}
