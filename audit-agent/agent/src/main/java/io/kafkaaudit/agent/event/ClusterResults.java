package io.kafkaaudit.agent.event;

import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.message.CreateDelegationTokenResponseData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.jspecify.annotations.Nullable;

/** Results of the APIs that change the cluster itself: features, brokers, voters, tokens. */
final class ClusterResults {
  private ClusterResults() {}

  /** Null: the API is none of these. */
  static @Nullable Iterator<ResourceResult> of(
      ApiMessage request, @Nullable AbstractResponse answer) {
    Errors error = answer == null ? null : ManagementResults.firstError(answer);
    if (request instanceof UpdateFeaturesRequestData) {
      return features((UpdateFeaturesRequestData) request, answer);
    }
    if (request instanceof UnregisterBrokerRequestData) {
      int broker = ((UnregisterBrokerRequestData) request).brokerId();
      return one(new Resource("broker", Integer.toString(broker)), error);
    }
    if (answer != null && answer.data() instanceof CreateDelegationTokenResponseData) {
      String token = ((CreateDelegationTokenResponseData) answer.data()).tokenId();
      return token.isEmpty() ? null : one(new Resource("token", token), error);
    }
    Resource young = ofYoungApi(request);
    return young == null ? null : one(young, error);
  }

  private static Iterator<ResourceResult> one(Resource resource, @Nullable Errors error) {
    return List.of(new ResourceResult(resource, error, null)).iterator();
  }

  /** Each feature has its own error up to Kafka 3.9; since then one is that of all. */
  private static @Nullable Iterator<ResourceResult> features(
      UpdateFeaturesRequestData request, @Nullable AbstractResponse answer) {
    if (answer == null) {
      return request.featureUpdates().stream()
          .map(update -> ResourceResult.unanswered(feature(update.feature())))
          .iterator();
    }
    UpdateFeaturesResponseData response = (UpdateFeaturesResponseData) answer.data();
    if (response.errorCode() == 0 && !response.results().isEmpty()) {
      return response.results().stream()
          .map(r -> ResourceResult.of(feature(r.feature()), r.errorCode(), r.errorMessage()))
          .iterator();
    }
    return request.featureUpdates().stream()
        .map(
            update ->
                ResourceResult.of(
                    feature(update.feature()), response.errorCode(), response.errorMessage()))
        .iterator();
  }

  private static Resource feature(String name) {
    return new Resource("feature", name);
  }

  /**
   * The resource of a request of an API that Kafka 3.7 does not have; null: it is none of these.
   */
  private static @Nullable Resource ofYoungApi(ApiMessage request) {
    String name = request.getClass().getSimpleName();
    if (name.endsWith("RaftVoterRequestData")) {
      return named("voter", request, "voterId");
    }
    if (name.endsWith("ShareGroupOffsetsRequestData")) {
      return named("group", request, "groupId");
    }
    return name.equals("UnregisterControllerRequestData")
        ? named("controller", request, "controllerId")
        : null;
  }

  private static @Nullable Resource named(String kind, ApiMessage request, String getter) {
    try {
      return new Resource(
          kind, String.valueOf(request.getClass().getMethod(getter).invoke(request)));
    } catch (ReflectiveOperationException e) {
      return null; // of another shape: the event is about the cluster
    }
  }
}
