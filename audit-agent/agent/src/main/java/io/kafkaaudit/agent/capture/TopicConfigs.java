package io.kafkaaudit.agent.capture;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collection;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.jspecify.annotations.Nullable;

/** The configurations of a topic that is to be made: the class of their list has two names. */
final class TopicConfigs {
  /** Kafka 3.9 mended a typo in it, so that no call that names the class links everywhere. */
  private static final @Nullable MethodHandle CONFIGS = configs();

  private TopicConfigs() {}

  /** How many there are; -1: they cannot be read. */
  static int count(CreatableTopic topic) {
    MethodHandle configs = CONFIGS;
    if (configs == null) {
      return -1;
    }
    try {
      return ((Collection<?>) configs.invokeExact(topic)).size();
    } catch (Throwable e) {
      throw new IllegalStateException("a getter of the protocol's own classes failed", e);
    }
  }

  private static @Nullable MethodHandle configs() {
    try {
      return MethodHandles.publicLookup()
          .unreflect(CreatableTopic.class.getMethod("configs"))
          .asType(MethodType.methodType(Collection.class, CreatableTopic.class));
    } catch (ReflectiveOperationException e) {
      return null; // of another shape: the worst is assumed
    }
  }
}
