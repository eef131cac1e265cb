package io.kafkaaudit.agent.event;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Results of the APIs of clients and brokers that administrators use as well: the group whose
 * offsets were set or whose members were removed, the transactional id that was taken over, the
 * topics that got the end of a transaction. Each with every error that there was, once.
 */
final class AdministrativeResults {
  private AdministrativeResults() {}

  /** Null: the API is none of these. */
  static @Nullable List<ResourceResult> of(ApiMessage request, @Nullable ApiMessage response) {
    if (request instanceof OffsetCommitRequestData) {
      Resource group = new Resource("group", ((OffsetCommitRequestData) request).groupId());
      return response instanceof OffsetCommitResponseData
          ? offsetCommit(group, (OffsetCommitResponseData) response)
          : List.of(ResourceResult.unanswered(group));
    }
    if (request instanceof LeaveGroupRequestData) {
      Resource group = new Resource("group", ((LeaveGroupRequestData) request).groupId());
      return response instanceof LeaveGroupResponseData
          ? leaveGroup(group, (LeaveGroupResponseData) response)
          : List.of(ResourceResult.unanswered(group));
    }
    if (request instanceof InitProducerIdRequestData) {
      Resource id =
          Resource.of(
              ResourceType.TRANSACTIONAL_ID,
              ((InitProducerIdRequestData) request).transactionalId());
      return response instanceof InitProducerIdResponseData
          ? results(id, Set.of(((InitProducerIdResponseData) response).errorCode()))
          : List.of(ResourceResult.unanswered(id));
    }
    if (request instanceof WriteTxnMarkersRequestData) {
      return response instanceof WriteTxnMarkersResponseData
          ? writeTxnMarkers((WriteTxnMarkersResponseData) response)
          : writeTxnMarkers((WriteTxnMarkersRequestData) request);
    }
    return null;
  }

  private static List<ResourceResult> offsetCommit(Resource group, OffsetCommitResponseData of) {
    Set<Short> errors = new LinkedHashSet<>();
    of.topics().forEach(topic -> topic.partitions().forEach(p -> errors.add(p.errorCode())));
    return results(group, errors);
  }

  private static List<ResourceResult> leaveGroup(Resource group, LeaveGroupResponseData of) {
    Set<Short> errors = new LinkedHashSet<>();
    if (of.errorCode() != 0) {
      errors.add(of.errorCode());
    } else {
      of.members().forEach(member -> errors.add(member.errorCode()));
    }
    return results(group, errors);
  }

  private static List<ResourceResult> writeTxnMarkers(WriteTxnMarkersResponseData response) {
    List<ResourceResult> results = new ArrayList<>();
    Set<String> told = new HashSet<>();
    response
        .markers()
        .forEach(
            marker ->
                marker
                    .topics()
                    .forEach(
                        topic ->
                            topic
                                .partitions()
                                .forEach(
                                    p -> {
                                      if (told.add(p.errorCode() + " " + topic.name())) {
                                        results.add(
                                            ResourceResult.of(
                                                Resource.topic(topic.name()), p.errorCode(), null));
                                      }
                                    })));
    return results;
  }

  private static List<ResourceResult> writeTxnMarkers(WriteTxnMarkersRequestData request) {
    Set<String> topics = new LinkedHashSet<>();
    request.markers().forEach(marker -> marker.topics().forEach(topic -> topics.add(topic.name())));
    List<ResourceResult> results = new ArrayList<>();
    topics.forEach(topic -> results.add(ResourceResult.unanswered(Resource.topic(topic))));
    return results;
  }

  /** Where there is nothing to have an error, it went well. */
  private static List<ResourceResult> results(Resource resource, Set<Short> errors) {
    List<ResourceResult> results = new ArrayList<>();
    for (short error : errors.isEmpty() ? Set.of((short) 0) : errors) {
      results.add(ResourceResult.of(resource, error, null));
    }
    return results;
  }
}
