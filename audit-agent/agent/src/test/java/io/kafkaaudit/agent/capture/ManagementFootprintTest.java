package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractRequest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jol.info.GraphLayout;

/** Measures what messages take in the heap, the smallest entries above all: they weigh the most. */
class ManagementFootprintTest {
  private static final int MANY = 250;

  static {
    System.setProperty("jol.skipDynamicAttach", "true"); // it reckons sizes by itself
    System.setProperty("jol.skipHotspotSAAttach", "true");
  }

  @TestFactory
  Stream<DynamicTest> noRequestIsLargerThanItsEstimate() {
    return SmallRequests.byName().entrySet().stream()
        .flatMap(
            request ->
                IntStream.of(1, MANY)
                    .mapToObj(
                        count ->
                            DynamicTest.dynamicTest(
                                request.getKey() + " " + count,
                                () -> checkRequest(request.getValue().apply(count)))));
  }

  private static void checkRequest(ApiMessage data) {
    ApiKeys api = ApiKeys.forId(data.apiKey());
    short version = api.latestVersion();
    ByteBuffer wire = MessageUtil.toByteBuffer(data, version);
    int size = wire.remaining();
    AbstractRequest request = AbstractRequest.parseRequest(api, version, wire).request;
    long heap = GraphLayout.parseInstance(request.data()).totalSize();
    assertThat(ManagementFootprint.ofRequest(request, size))
        .as("%s bytes on the wire take %s", size, heap)
        .isGreaterThanOrEqualTo(heap);
    assertThat(ManagementFootprint.ofRequest(request.data(), size, 0))
        .as("%s bytes on the wire take %s, of a request that is too long to ask", size, heap)
        .isGreaterThanOrEqualTo(heap);
  }

  @TestFactory
  Stream<DynamicTest> noResponseIsLargerThanItsEstimate() {
    return SmallResponses.byName().entrySet().stream()
        .map(
            response ->
                DynamicTest.dynamicTest(
                    response.getKey(), () -> checkResponse(response.getValue().apply(MANY))));
  }

  private static void checkResponse(ApiMessage data) {
    ApiKeys api = ApiKeys.forId(data.apiKey());
    short version = api.latestVersion();
    ByteBuffer wire = MessageUtil.toByteBuffer(data, version);
    int size = wire.remaining();
    long heap = GraphLayout.parseInstance(data).totalSize(); // texts of the request are shared
    assertThat(ManagementFootprint.ofResponse(data, size))
        .as("%s bytes on the wire take %s", size, heap)
        .isGreaterThanOrEqualTo(heap);
  }

  /** What automation sends in one request must find room in an agent that has nothing to do. */
  @Test
  void ofRealNamesAThousandResourcesFindRoom() {
    IncrementalAlterConfigsRequestData data = new IncrementalAlterConfigsRequestData();
    for (int i = 0; i < 2_000; i++) {
      IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
          new IncrementalAlterConfigsRequestData.AlterConfigsResource()
              .setResourceName("team-orders.payments.settled-" + i);
      for (String name : List.of("retention.ms", "min.insync.replicas", "cleanup.policy")) {
        resource
            .configs()
            .mustAdd(
                new IncrementalAlterConfigsRequestData.AlterableConfig()
                    .setName(name)
                    .setValue("604800000"));
      }
      data.resources().mustAdd(resource);
    }
    int size = MessageUtil.toByteBuffer(data, (short) 1).remaining();
    SharedRoom room =
        new Lanes(new MemoryPlan(io.kafkaaudit.contract.AgentSettings.defaults()))
            .management()
            .room();
    assertThat(room.claim("admin", ManagementFootprint.ofRequest(data, size, 2_048))).isNotNull();
  }

  @Test
  void everyResourceOfARequestIsCounted() {
    SmallRequests.byName()
        .forEach(
            (name, request) -> {
              ApiMessage data = request.apply(7);
              ApiKeys api = ApiKeys.forId(data.apiKey());
              short version = api.latestVersion();
              AbstractRequest parsed =
                  AbstractRequest.parseRequest(
                          api, version, MessageUtil.toByteBuffer(data, version))
                      .request;
              assertThat(ManagementFootprint.resources(parsed))
                  .as(name)
                  .isEqualTo(name.contains("one of") || name.contains("token") ? 1 : 7);
            });
  }
}
