package io.kafkaaudit.brokertests;

import static org.awaitility.Awaitility.await;

import io.kafkaaudit.broker.ClusterProcess;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Admin acts one after the other, each repeated until it has happened, each with a resource that no
 * other act of its kind has.
 */
final class AdminLoad implements AutoCloseable {
  private final Admin admin;
  private final Queue<Act> acts = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * One act that happened.
   *
   * @param method as events name it
   * @param subject end of the event's subject
   * @param begin {@link System#nanoTime()} before it was asked for
   * @param end after the answer
   */
  record Act(String method, String subject, long begin, long end) {}

  AdminLoad(ClusterProcess cluster) {
    Properties client = Audit.root(cluster);
    client.put("request.timeout.ms", "5000");
    // A broker that starts takes connections long before it answers on them.
    client.put("socket.connection.setup.timeout.ms", "1000");
    client.put("socket.connection.setup.timeout.max.ms", "2000");
    client.put("reconnect.backoff.max.ms", "200");
    client.put("retry.backoff.max.ms", "200");
    admin = Admin.create(client);
    thread = new Thread(this::run, "admin-load");
    thread.setUncaughtExceptionHandler((any, error) -> failure.set(error));
    thread.start();
  }

  /** All acts so far. */
  List<Act> acts() {
    return List.copyOf(acts);
  }

  /** Waits for so many further acts. */
  void awaitFurther(int count) {
    int before = acts.size();
    await().until(() -> failure.get() != null || acts.size() >= before + count);
    if (failure.get() != null) {
      throw new AssertionError("the load ended", failure.get());
    }
  }

  private void run() {
    try {
      for (int i = 0; !stopping; i++) {
        acts(i);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void acts(int i) throws InterruptedException {
    String topic = "load-" + i;
    String subject = "/topic=" + topic;
    act("CreateTopics", subject, () -> admin.createTopics(List.of(topic(topic))).all());
    ConfigResource config = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp longer =
        new AlterConfigOp(new ConfigEntry("retention.ms", "3600000"), AlterConfigOp.OpType.SET);
    act(
        "IncrementalAlterConfigs",
        subject,
        () -> admin.incrementalAlterConfigs(Map.of(config, List.of(longer))).all());
    AclBinding acl = Acls.allow("User:bob", AclOperation.READ, ResourceType.TOPIC, topic);
    act("CreateAcls", subject, () -> admin.createAcls(List.of(acl)).all());
    act("DeleteAcls", subject, () -> admin.deleteAcls(List.of(acl.toFilter())).all());
    act("DeleteTopics", subject, () -> admin.deleteTopics(List.of(topic)).all());
  }

  private static NewTopic topic(String name) {
    return new NewTopic(name, 1, (short) 1);
  }

  private void act(String method, String subject, Supplier<KafkaFuture<?>> call)
      throws InterruptedException {
    long begin = System.nanoTime();
    while (!happened(method, call)) {
      if (stopping) {
        return;
      }
    }
    acts.add(new Act("kafka." + method, subject, begin, System.nanoTime()));
  }

  /** False: it may have happened or not, and is to be asked for again. */
  private static boolean happened(String method, Supplier<KafkaFuture<?>> call)
      throws InterruptedException {
    try {
      call.get().get();
      return true;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (!(cause instanceof ApiException)) {
        throw new AssertionError(method, e);
      }
      // A request before that got no answer had its effect.
      return (method.equals("CreateTopics") && cause instanceof TopicExistsException)
          || (method.equals("DeleteTopics") && cause instanceof UnknownTopicOrPartitionException);
    }
  }

  /** Ends the load after the act of now. */
  @Override
  public void close() throws InterruptedException {
    stopping = true;
    thread.join();
    admin.close();
    if (failure.get() != null) {
      throw new AssertionError("the load ended", failure.get());
    }
  }
}
