package io.kafkaaudit.agent.event;

import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.acl.AclOperation;
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
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What a management request was about and what became of each resource, out of the protocol's own
 * request and response (Apache Kafka's message definitions). Nothing is cut off.
 */
final class ManagementResults {
  private ManagementResults() {}

  /** One result for each resource; without a response, each without an error. */
  static List<ResourceResult> of(ApiMessage request, @Nullable AbstractResponse answer) {
    ApiMessage response = answer == null ? null : answer.data();
    List<ResourceResult> results = TopicResults.of(request, response);
    if (results == null) {
      results = named(request, response);
    }
    if (results == null) {
      results = AdministrativeResults.of(request, response);
    }
    if (results == null || results.isEmpty()) {
      Errors error = answer == null ? null : firstError(answer);
      results = List.of(new ResourceResult(Resource.CLUSTER, error, null));
    }
    return results;
  }

  /** The operation that the API needs, for decisions that have to be told from others. */
  static AclOperation operation(String api) {
    AclOperation administrative = AdministrativeResults.operation(api);
    if (administrative != null) {
      return administrative;
    }
    if (api.startsWith("Create") && !api.equals("CreateAcls") && !api.equals("CreatePartitions")) {
      return AclOperation.CREATE;
    }
    if (api.startsWith("Delete") && !api.equals("DeleteAcls")) {
      return AclOperation.DELETE;
    }
    if (api.endsWith("AlterConfigs") || api.equals("AlterClientQuotas")) {
      return AclOperation.ALTER_CONFIGS;
    }
    return api.equals("OffsetDelete") ? AclOperation.DELETE : AclOperation.ALTER;
  }

  private static @Nullable List<ResourceResult> named(
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
          acl -> Resource.of(ResourceType.fromCode(acl.resourceType()), acl.resourceName()),
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
                  ResourceType.fromCode(acl.resourceTypeFilter()), acl.resourceNameFilter()),
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
    if (request instanceof OffsetDeleteRequestData) {
      return offsetDelete((OffsetDeleteRequestData) request, response);
    }
    return null;
  }

  private static List<ResourceResult> incrementalAlterConfigs(
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

  private static List<ResourceResult> alterConfigs(
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

  private static List<ResourceResult> scramCredentials(
      AlterUserScramCredentialsRequestData request, @Nullable ApiMessage response) {
    if (response instanceof AlterUserScramCredentialsResponseData) {
      return ((AlterUserScramCredentialsResponseData) response)
          .results().stream()
              .map(
                  r ->
                      ResourceResult.of(
                          new Resource("user", r.user()), r.errorCode(), r.errorMessage()))
              .collect(toList());
    }
    List<ResourceResult> results = new ArrayList<>();
    request.deletions().forEach(d -> results.add(unanswered(new Resource("user", d.name()))));
    request.upsertions().forEach(u -> results.add(unanswered(new Resource("user", u.name()))));
    return results;
  }

  private static List<ResourceResult> deleteGroups(
      DeleteGroupsRequestData request, @Nullable ApiMessage response) {
    return answeredOrAsked(
        response == null ? null : ((DeleteGroupsResponseData) response).results(),
        r -> ResourceResult.of(new Resource("group", r.groupId()), r.errorCode(), null),
        request.groupsNames(),
        group -> new Resource("group", group));
  }

  private static List<ResourceResult> offsetDelete(
      OffsetDeleteRequestData request, @Nullable ApiMessage response) {
    Resource group = new Resource("group", request.groupId());
    if (!(response instanceof OffsetDeleteResponseData)) {
      return List.of(unanswered(group));
    }
    OffsetDeleteResponseData answer = (OffsetDeleteResponseData) response;
    short code = answer.errorCode();
    if (code == 0) {
      code =
          answer.topics().stream()
              .flatMap(topic -> topic.partitions().stream())
              .map(partition -> partition.errorCode())
              .filter(error -> error != 0)
              .findFirst()
              .orElse((short) 0);
    }
    return List.of(ResourceResult.of(group, code, null));
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
        return new Resource(type == 16 ? "client-metrics" : type == 32 ? "group" : "config", name);
    }
  }

  private static Resource quotaEntity(List<AlterClientQuotasRequestData.EntityData> entity) {
    if (entity.isEmpty()) {
      return Resource.CLUSTER;
    }
    AlterClientQuotasRequestData.EntityData first = entity.get(0);
    return new Resource(
        first.entityType(), first.entityName() == null ? "<default>" : first.entityName());
  }

  /** The answers name their resources; without one, the request does. */
  private static <Q, A> List<ResourceResult> answeredOrAsked(
      @Nullable Collection<A> answers,
      Function<A, ResourceResult> result,
      Collection<Q> asked,
      Function<Q, Resource> resource) {
    return answers == null
        ? asked.stream().map(resource).map(ManagementResults::unanswered).collect(toList())
        : answers.stream().map(result).collect(toList());
  }

  private static <Q, A> List<ResourceResult> byPosition(
      List<Q> asked,
      Function<Q, Resource> resource,
      @Nullable List<A> answers,
      java.util.function.BiFunction<Resource, A, ResourceResult> result) {
    List<ResourceResult> results = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Resource of = resource.apply(asked.get(i));
      results.add(
          answers == null || i >= answers.size()
              ? unanswered(of)
              : result.apply(of, answers.get(i)));
    }
    return results;
  }

  static ResourceResult unanswered(Resource resource) {
    return new ResourceResult(resource, null, null);
  }

  private static Errors firstError(AbstractResponse response) {
    Map<Errors, Integer> counts = response.errorCounts();
    return counts == null
        ? Errors.NONE
        : Collections.max(
            counts.isEmpty() ? List.of(Errors.NONE) : counts.keySet(),
            java.util.Comparator.comparing(error -> error != Errors.NONE));
  }
}
