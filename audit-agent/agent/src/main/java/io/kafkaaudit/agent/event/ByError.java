package io.kafkaaudit.agent.event;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The partitions of one topic in a response, by what became of them. */
final class ByError<P> {
  private final Collection<P> partitions;
  private final Function<P, Short> error;
  private final ToIntFunction<P> index;
  private Function<P, @Nullable String> message = partition -> null;

  ByError(Collection<P> partitions, Function<P, Short> error, ToIntFunction<P> index) {
    this.partitions = partitions;
    this.error = error;
    this.index = index;
  }

  /** Responses of this API have a message beside the error: the first one speaks for all. */
  ByError<P> explainedBy(Function<P, @Nullable String> by) {
    message = by;
    return this;
  }

  /** One result for each error, in the order in which they come. */
  Stream<ResourceResult> results(String topic) {
    Map<Short, Partitions> byError = new LinkedHashMap<>();
    Map<Short, String> messages = new LinkedHashMap<>();
    for (P partition : partitions) {
      Short code = error.apply(partition);
      byError.computeIfAbsent(code, first -> new Partitions()).add(index.applyAsInt(partition));
      String text = message.apply(partition);
      if (text != null) {
        messages.putIfAbsent(code, text);
      }
    }
    Resource resource = Resource.topic(topic);
    return byError.entrySet().stream()
        .map(
            entry ->
                new ResourceResult(
                    resource,
                    Errors.forCode(entry.getKey()),
                    messages.get(entry.getKey()),
                    entry.getValue()));
  }
}
