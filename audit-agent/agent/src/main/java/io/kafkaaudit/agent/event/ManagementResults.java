package io.kafkaaudit.agent.event;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What a management request was about and what became of each resource, out of the protocol's own
 * request and response (Apache Kafka's message definitions). Nothing is cut off; results are made
 * one after the other, as they are asked for, so that a large request is never a large heap.
 */
final class ManagementResults {
  /** Types of configurations that Kafka 3.7 does not name. */
  private static final byte CLIENT_METRICS = 16;

  private static final byte GROUP = 32;

  private ManagementResults() {}

  /** One result for each resource; without a response, each without an error. */
  static Iterator<ResourceResult> of(ApiMessage request, @Nullable AbstractResponse answer) {
    ApiMessage response = answer == null ? null : answer.data();
    Iterator<ResourceResult> results = TopicResults.of(request, response);
    if (results == null) {
      results = named(request, response);
    }
    if (results == null) {
      results = ClusterResults.of(request, answer);
    }
    List<ResourceResult> administrative =
        results == null ? AdministrativeResults.of(request, response) : null;
    if (administrative != null) {
      results = administrative.iterator();
    }
    if (results == null || !results.hasNext()) {
      Errors error = answer == null ? null : firstError(answer);
      Resource whole =
          request instanceof OffsetDeleteRequestData
              ? new Resource("group", ((OffsetDeleteRequestData) request).groupId())
              : Resource.CLUSTER;
      results = List.of(new ResourceResult(whole, error, null)).iterator();
    }
    return results;
  }

  private static @Nullable Iterator<ResourceResult> named(
      ApiMessage request, @Nullable ApiMessage response) {
    if (request instanceof IncrementalAlterConfigsRequestData) {
      return incrementalAlterConfigs((IncrementalAlterConfigsRequestData) request, response);
    }
    if (request instanceof AlterConfigsRequestData) {
      return alterConfigs((AlterConfigsRequestData) request, response);
    }
    if (request instanceof CreateAclsRequestData) {
      CreateAclsResponseData answer = (CreateAclsResponseData) response;
      return byPosition(
          ((CreateAclsRequestData) request).creations(),
          acl ->
              Resource.of(
                  ResourceType.fromCode(acl.resourceType()),
                  acl.resourceName(),
                  PatternType.fromCode(acl.resourcePatternType())),
          answer == null ? null : answer.results(),
          (resource, result) ->
              ResourceResult.of(resource, result.errorCode(), result.errorMessage()));
    }
    if (request instanceof DeleteAclsRequestData) {
      DeleteAclsResponseData answer = (DeleteAclsResponseData) response;
      return byPosition(
          ((DeleteAclsRequestData) request).filters(),
          acl ->
              Resource.of(
                  ResourceType.fromCode(acl.resourceTypeFilter()),
                  acl.resourceNameFilter(),
                  PatternType.fromCode(acl.patternTypeFilter())),
          answer == null ? null : answer.filterResults(),
          (resource, result) ->
              ResourceResult.of(resource, result.errorCode(), result.errorMessage()));
    }
    if (request instanceof AlterClientQuotasRequestData) {
      AlterClientQuotasResponseData answer = (AlterClientQuotasResponseData) response;
      return byPosition(
          ((AlterClientQuotasRequestData) request).entries(),
          entry -> quotaEntity(entry.entity()),
          answer == null ? null : answer.entries(),
          (resource, result) ->
              ResourceResult.of(resource, result.errorCode(), result.errorMessage()));
    }
    if (request instanceof AlterUserScramCredentialsRequestData) {
      return scramCredentials((AlterUserScramCredentialsRequestData) request, response);
    }
    if (request instanceof DeleteGroupsRequestData) {
      return deleteGroups((DeleteGroupsRequestData) request, response);
    }
    return null;
  }

  private static Iterator<ResourceResult> incrementalAlterConfigs(
      IncrementalAlterConfigsRequestData request, @Nullable ApiMessage response) {
    return answeredOrAsked(
        response == null ? null : ((IncrementalAlterConfigsResponseData) response).responses(),
        r ->
            ResourceResult.of(
                configResource(r.resourceType(), r.resourceName()),
                r.errorCode(),
                r.errorMessage()),
        request.resources(),
        r -> configResource(r.resourceType(), r.resourceName()));
  }

  private static Iterator<ResourceResult> alterConfigs(
      AlterConfigsRequestData request, @Nullable ApiMessage response) {
    return answeredOrAsked(
        response == null ? null : ((AlterConfigsResponseData) response).responses(),
        r ->
            ResourceResult.of(
                configResource(r.resourceType(), r.resourceName()),
                r.errorCode(),
                r.errorMessage()),
        request.resources(),
        r -> configResource(r.resourceType(), r.resourceName()));
  }

  private static Iterator<ResourceResult> scramCredentials(
      AlterUserScramCredentialsRequestData request, @Nullable ApiMessage response) {
    if (response instanceof AlterUserScramCredentialsResponseData) {
      return ((AlterUserScramCredentialsResponseData) response)
          .results().stream()
              .map(
                  r ->
                      ResourceResult.of(
                          new Resource("user", r.user()), r.errorCode(), r.errorMessage()))
              .iterator();
    }
    return Stream.concat(
            request.deletions().stream().map(deletion -> deletion.name()),
            request.upsertions().stream().map(upsertion -> upsertion.name()))
        .map(user -> ResourceResult.unanswered(new Resource("user", user)))
        .iterator();
  }

  private static Iterator<ResourceResult> deleteGroups(
      DeleteGroupsRequestData request, @Nullable ApiMessage response) {
    return answeredOrAsked(
        response == null ? null : ((DeleteGroupsResponseData) response).results(),
        r -> ResourceResult.of(new Resource("group", r.groupId()), r.errorCode(), null),
        request.groupsNames(),
        group -> new Resource("group", group));
  }

  private static Resource configResource(byte type, String name) {
    ConfigResource.Type config = ConfigResource.Type.forId(type);
    switch (config) {
      case TOPIC:
        return Resource.topic(name);
      case BROKER:
        return new Resource("broker", name);
      case BROKER_LOGGER:
        return new Resource("broker-logger", name);
      default:
        return new Resource(
            type == CLIENT_METRICS ? "client-metrics" : type == GROUP ? "group" : "config", name);
    }
  }

  /** Kafka's number of a kind of configurations; null: the resource is none that has any. */
  static @Nullable Byte configType(Resource resource) {
    switch (resource.kind()) {
      case "topic":
        return ConfigResource.Type.TOPIC.id();
      case "broker":
        return ConfigResource.Type.BROKER.id();
      case "broker-logger":
        return ConfigResource.Type.BROKER_LOGGER.id();
      case "client-metrics":
        return CLIENT_METRICS;
      case "group":
        return GROUP;
      default:
        return null;
    }
  }

  private static Resource quotaEntity(List<AlterClientQuotasRequestData.EntityData> entity) {
    Map<String, @Nullable String> names = new HashMap<>();
    entity.forEach(part -> names.put(part.entityType(), part.entityName()));
    return names.isEmpty() ? Resource.CLUSTER : Resource.quota(names);
  }

  /** The answers name their resources; without one, the request does. */
  private static <Q, A> Iterator<ResourceResult> answeredOrAsked(
      @Nullable Collection<A> answers,
      Function<A, ResourceResult> result,
      Collection<Q> asked,
      Function<Q, Resource> resource) {
    return answers == null
        ? asked.stream().map(resource).map(ResourceResult::unanswered).iterator()
        : answers.stream().map(result).iterator();
  }

  private static <Q, A> Iterator<ResourceResult> byPosition(
      List<Q> asked,
      Function<Q, Resource> resource,
      @Nullable List<A> answers,
      BiFunction<Resource, A, ResourceResult> result) {
    return IntStream.range(0, asked.size())
        .mapToObj(
            i -> {
              Resource of = resource.apply(asked.get(i));
              return answers == null || i >= answers.size()
                  ? ResourceResult.unanswered(of)
                  : result.apply(of, answers.get(i));
            })
        .iterator();
  }

  static Errors firstError(AbstractResponse response) {
    Map<Errors, Integer> counts = response.errorCounts();
    return counts == null
        ? Errors.NONE
        : Collections.max(
            counts.isEmpty() ? List.of(Errors.NONE) : counts.keySet(),
            java.util.Comparator.comparing(error -> error != Errors.NONE));
  }
}
