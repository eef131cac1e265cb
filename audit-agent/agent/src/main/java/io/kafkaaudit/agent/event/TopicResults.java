package io.kafkaaudit.agent.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** Results of the APIs whose resources are topics; several partitions of one are one result. */
final class TopicResults {
  private final Map<String, ResourceResult> byTopic = new LinkedHashMap<>();

  /** Of the request as a whole; 0: none. */
  private short failure;

  private TopicResults() {}

  /** Null: the API is not about topics. */
  static @Nullable List<ResourceResult> of(ApiMessage request, @Nullable ApiMessage response) {
    TopicResults results = new TopicResults();
    boolean answered = results.answered(response);
    if (!answered || results.failure != 0) {
      Collection<String> topics = askedTopics(request);
      if (topics == null) {
        return null;
      }
      for (String topic : topics) {
        if (answered) {
          results.add(topic, results.failure, null);
        } else {
          results.byTopic.put(topic, ManagementResults.unanswered(Resource.topic(topic)));
        }
      }
    }
    return new ArrayList<>(results.byTopic.values());
  }

  private boolean answered(@Nullable ApiMessage response) {
    if (response instanceof CreateTopicsResponseData) {
      ((CreateTopicsResponseData) response)
          .topics()
          .forEach(t -> add(t.name(), t.errorCode(), t.errorMessage()));
    } else if (response instanceof DeleteTopicsResponseData) {
      ((DeleteTopicsResponseData) response)
          .responses()
          .forEach(t -> add(nameOrId(t.name(), t.topicId()), t.errorCode(), t.errorMessage()));
    } else if (response instanceof CreatePartitionsResponseData) {
      ((CreatePartitionsResponseData) response)
          .results()
          .forEach(t -> add(t.name(), t.errorCode(), t.errorMessage()));
    } else if (response instanceof DeleteRecordsResponseData) {
      ((DeleteRecordsResponseData) response)
          .topics()
          .forEach(t -> t.partitions().forEach(p -> add(t.name(), p.errorCode(), null)));
    } else if (response instanceof AlterReplicaLogDirsResponseData) {
      ((AlterReplicaLogDirsResponseData) response)
          .results()
          .forEach(t -> t.partitions().forEach(p -> add(t.topicName(), p.errorCode(), null)));
    } else if (response instanceof AlterPartitionReassignmentsResponseData) {
      AlterPartitionReassignmentsResponseData answer =
          (AlterPartitionReassignmentsResponseData) response;
      answer
          .responses()
          .forEach(
              t -> t.partitions().forEach(p -> add(t.name(), p.errorCode(), p.errorMessage())));
      failure = answer.errorCode();
    } else if (response instanceof ElectLeadersResponseData) {
      ElectLeadersResponseData answer = (ElectLeadersResponseData) response;
      answer
          .replicaElectionResults()
          .forEach(
              t ->
                  t.partitionResult()
                      .forEach(p -> add(t.topic(), p.errorCode(), p.errorMessage())));
      failure = answer.errorCode();
    } else {
      return false;
    }
    return true;
  }

  /** The first error of a topic's partitions is the topic's. */
  private void add(String topic, short code, @Nullable String message) {
    ResourceResult before = byTopic.get(topic);
    if (before == null
        || (code != 0 && before.error() == org.apache.kafka.common.protocol.Errors.NONE)) {
      byTopic.put(topic, ResourceResult.of(Resource.topic(topic), code, message));
    }
  }

  private static @Nullable Collection<String> askedTopics(ApiMessage request) {
    if (request instanceof CreateTopicsRequestData) {
      return ((CreateTopicsRequestData) request)
          .topics().stream().map(t -> t.name()).collect(Collectors.toList());
    }
    if (request instanceof DeleteTopicsRequestData) {
      DeleteTopicsRequestData delete = (DeleteTopicsRequestData) request;
      Set<String> names = new LinkedHashSet<>(delete.topicNames());
      delete.topics().forEach(t -> names.add(nameOrId(t.name(), t.topicId())));
      return names;
    }
    if (request instanceof CreatePartitionsRequestData) {
      return ((CreatePartitionsRequestData) request)
          .topics().stream().map(t -> t.name()).collect(Collectors.toList());
    }
    if (request instanceof DeleteRecordsRequestData) {
      return ((DeleteRecordsRequestData) request)
          .topics().stream().map(t -> t.name()).collect(Collectors.toList());
    }
    if (request instanceof AlterPartitionReassignmentsRequestData) {
      return ((AlterPartitionReassignmentsRequestData) request)
          .topics().stream().map(t -> t.name()).collect(Collectors.toList());
    }
    if (request instanceof AlterReplicaLogDirsRequestData) {
      return ((AlterReplicaLogDirsRequestData) request)
          .dirs().stream()
              .flatMap(dir -> dir.topics().stream())
              .map(t -> t.name())
              .distinct()
              .collect(Collectors.toList());
    }
    if (request instanceof ElectLeadersRequestData
        && ((ElectLeadersRequestData) request).topicPartitions() != null) {
      return ((ElectLeadersRequestData) request)
          .topicPartitions().stream().map(t -> t.topic()).distinct().collect(Collectors.toList());
    }
    return null;
  }

  private static String nameOrId(@Nullable String name, @Nullable Uuid id) {
    return name != null ? name : String.valueOf(id);
  }
}
