package io.kafkaaudit.agent.event;

import java.util.Collection;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * Results of the APIs whose resources are topics, or partitions of topics: of these, one result for
 * each topic and error. Made one after the other, as they are asked for.
 */
final class TopicResults {
  private TopicResults() {}

  /** Null: the API is not about topics. */
  static @Nullable Iterator<ResourceResult> of(ApiMessage request, @Nullable ApiMessage response) {
    short failure = failure(response);
    Stream<ResourceResult> answers = failure == 0 ? answered(response) : null;
    if (answers != null) {
      return answers.iterator();
    }
    Stream<TopicPart> asked = asked(request);
    if (asked == null) {
      return null;
    }
    return asked
        .map(part -> response == null ? part.unanswered() : part.failed(failure))
        .iterator();
  }

  /** The error of the request as a whole; 0: none, or each topic has its own. */
  private static short failure(@Nullable ApiMessage response) {
    if (response instanceof AlterPartitionReassignmentsResponseData) {
      return ((AlterPartitionReassignmentsResponseData) response).errorCode();
    }
    if (response instanceof ElectLeadersResponseData) {
      return ((ElectLeadersResponseData) response).errorCode();
    }
    return response instanceof OffsetDeleteResponseData
        ? ((OffsetDeleteResponseData) response).errorCode()
        : 0;
  }

  /** Null: there is no response, or it is about something else. */
  private static @Nullable Stream<ResourceResult> answered(@Nullable ApiMessage response) {
    if (response instanceof CreateTopicsResponseData) {
      return ((CreateTopicsResponseData) response)
          .topics().stream().map(t -> result(t.name(), t.errorCode(), t.errorMessage()));
    }
    if (response instanceof DeleteTopicsResponseData) {
      return ((DeleteTopicsResponseData) response)
          .responses().stream()
              .map(t -> result(nameOrId(t.name(), t.topicId()), t.errorCode(), t.errorMessage()));
    }
    if (response instanceof CreatePartitionsResponseData) {
      return ((CreatePartitionsResponseData) response)
          .results().stream().map(t -> result(t.name(), t.errorCode(), t.errorMessage()));
    }
    return answeredByPartition(response);
  }

  private static @Nullable Stream<ResourceResult> answeredByPartition(
      @Nullable ApiMessage response) {
    if (response instanceof DeleteRecordsResponseData) {
      return ((DeleteRecordsResponseData) response)
          .topics().stream()
              .flatMap(
                  t ->
                      new ByError<>(t.partitions(), p -> p.errorCode(), p -> p.partitionIndex())
                          .results(t.name()));
    }
    if (response instanceof AlterReplicaLogDirsResponseData) {
      return ((AlterReplicaLogDirsResponseData) response)
          .results().stream()
              .flatMap(
                  t ->
                      new ByError<>(t.partitions(), p -> p.errorCode(), p -> p.partitionIndex())
                          .results(t.topicName()));
    }
    if (response instanceof AlterPartitionReassignmentsResponseData) {
      return ((AlterPartitionReassignmentsResponseData) response)
          .responses().stream()
              .flatMap(
                  t ->
                      new ByError<>(t.partitions(), p -> p.errorCode(), p -> p.partitionIndex())
                          .explainedBy(p -> p.errorMessage())
                          .results(t.name()));
    }
    if (response instanceof ElectLeadersResponseData) {
      return ((ElectLeadersResponseData) response)
          .replicaElectionResults().stream()
              .flatMap(
                  t ->
                      new ByError<>(t.partitionResult(), p -> p.errorCode(), p -> p.partitionId())
                          .explainedBy(p -> p.errorMessage())
                          .results(t.topic()));
    }
    if (response instanceof OffsetDeleteResponseData) {
      return ((OffsetDeleteResponseData) response)
          .topics().stream()
              .flatMap(
                  t ->
                      new ByError<>(t.partitions(), p -> p.errorCode(), p -> p.partitionIndex())
                          .results(t.name()));
    }
    return null;
  }

  private static ResourceResult result(String topic, short code, @Nullable String message) {
    return ResourceResult.of(Resource.topic(topic), code, message);
  }

  /** Null: the request is about something else. */
  private static @Nullable Stream<TopicPart> asked(ApiMessage request) {
    if (request instanceof CreateTopicsRequestData) {
      return ((CreateTopicsRequestData) request)
          .topics().stream().map(t -> new TopicPart(t.name()));
    }
    if (request instanceof DeleteTopicsRequestData) {
      DeleteTopicsRequestData delete = (DeleteTopicsRequestData) request;
      return Stream.concat(
          delete.topicNames().stream().map(TopicPart::new),
          delete.topics().stream().map(t -> new TopicPart(nameOrId(t.name(), t.topicId()))));
    }
    if (request instanceof CreatePartitionsRequestData) {
      return ((CreatePartitionsRequestData) request)
          .topics().stream().map(t -> new TopicPart(t.name()));
    }
    return askedByPartition(request);
  }

  private static @Nullable Stream<TopicPart> askedByPartition(ApiMessage request) {
    if (request instanceof DeleteRecordsRequestData) {
      return ((DeleteRecordsRequestData) request)
          .topics().stream()
              .map(
                  t ->
                      new TopicPart(t.name())
                          .with(t.partitions(), partition -> partition.partitionIndex()));
    }
    if (request instanceof AlterPartitionReassignmentsRequestData) {
      return ((AlterPartitionReassignmentsRequestData) request)
          .topics().stream()
              .map(
                  t ->
                      new TopicPart(t.name())
                          .with(t.partitions(), partition -> partition.partitionIndex()));
    }
    if (request instanceof AlterReplicaLogDirsRequestData) {
      return ((AlterReplicaLogDirsRequestData) request)
          .dirs().stream()
              .flatMap(dir -> dir.topics().stream())
              .map(t -> new TopicPart(t.name()).with(t.partitions(), partition -> partition));
    }
    if (request instanceof ElectLeadersRequestData
        && ((ElectLeadersRequestData) request).topicPartitions() != null) {
      return ((ElectLeadersRequestData) request)
          .topicPartitions().stream()
              .map(t -> new TopicPart(t.topic()).with(t.partitions(), partition -> partition));
    }
    if (request instanceof OffsetDeleteRequestData
        && !((OffsetDeleteRequestData) request).topics().isEmpty()) {
      return ((OffsetDeleteRequestData) request)
          .topics().stream()
              .map(
                  t ->
                      new TopicPart(t.name())
                          .with(t.partitions(), partition -> partition.partitionIndex()));
    }
    return null;
  }

  private static String nameOrId(@Nullable String name, @Nullable Uuid id) {
    return name != null ? name : String.valueOf(id);
  }

  /** A topic of a request, and those of its partitions that the request names. */
  private static final class TopicPart {
    private final Resource topic;
    private @Nullable Partitions partitions;

    TopicPart(String topic) {
      this.topic = Resource.topic(topic);
    }

    <P> TopicPart with(Collection<P> all, java.util.function.ToIntFunction<P> index) {
      Partitions named = new Partitions();
      all.forEach(partition -> named.add(index.applyAsInt(partition)));
      partitions = named;
      return this;
    }

    ResourceResult unanswered() {
      return new ResourceResult(topic, null, null, partitions);
    }

    ResourceResult failed(short code) {
      return new ResourceResult(
          topic, org.apache.kafka.common.protocol.Errors.forCode(code), null, partitions);
    }
  }
}
