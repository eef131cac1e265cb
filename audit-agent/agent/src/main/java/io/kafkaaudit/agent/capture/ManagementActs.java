package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.Category;
import java.util.List;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are management: those of an API that is nothing else, and those that do by an API
 * of clients or of brokers what only an administrator does. A constant amount of work, whatever a
 * request holds. After what Kafka's coordinators take for an act outside a member's session.
 */
public final class ManagementActs {
  private static final int UUID_LENGTH = 36;
  private static final String MARKER_SENDER = "-txn-marker-sender";

  private static final boolean[] MAY_BE = mayBe();

  private ManagementActs() {}

  /**
   * Whether requests of an API may be management.
   *
   * @param api its id
   */
  public static boolean mayBe(int api) {
    return api >= 0 && api < MAY_BE.length && MAY_BE[api];
  }

  /**
   * Whether a request is management.
   *
   * @param api its id
   * @param amongNodes whether brokers and controllers come in by its listener
   */
  public static boolean is(
      int api, AbstractRequest request, RequestContext context, boolean amongNodes) {
    if (!mayBe(api)) {
      return false;
    }
    Category category = Apis.category(api);
    if (category == Category.Management) {
      return true;
    }
    if (category == Category.Interbroker) {
      return !amongNodes
          || (api == ApiKeys.WRITE_TXN_MARKERS.id && !isBroker(context.header.clientId()));
    }
    ApiMessage data = request.data();
    if (data instanceof OffsetCommitRequestData) {
      // As a tool sets offsets. A consumer that belongs to no group's session commits so as well.
      return ((OffsetCommitRequestData) data).generationIdOrMemberEpoch() < 0;
    }
    if (data instanceof InitProducerIdRequestData) {
      return takesOver((InitProducerIdRequestData) data);
    }
    return data instanceof LeaveGroupRequestData
        && removesOthers((LeaveGroupRequestData) data, context.header.clientId());
  }

  /** Whoever begins with a transactional id ends what others do with it. */
  private static boolean takesOver(InitProducerIdRequestData request) {
    return request.transactionalId() != null && request.producerId() < 0;
  }

  /** Kafka makes a member's id of a UUID and its client id, or its own id if it is static. */
  private static boolean removesOthers(LeaveGroupRequestData request, @Nullable String clientId) {
    List<LeaveGroupRequestData.MemberIdentity> members = request.members();
    if (members.isEmpty()) { // up to version 2
      return !isOf(request.memberId(), clientId);
    }
    LeaveGroupRequestData.MemberIdentity first = members.get(0);
    return members.size() > 1
        || first.memberId().isEmpty()
        || !(isOf(first.memberId(), clientId) || isOf(first.memberId(), first.groupInstanceId()));
  }

  private static boolean isOf(String memberId, @Nullable String prefix) {
    return prefix != null
        && memberId.length() - prefix.length() == 1 + UUID_LENGTH
        && memberId.charAt(prefix.length()) == '-'
        && memberId.startsWith(prefix);
  }

  /** Brokers name their senders of markers {@code broker-1-txn-marker-sender}. */
  private static boolean isBroker(@Nullable String clientId) {
    return clientId != null && clientId.startsWith("broker-") && clientId.endsWith(MARKER_SENDER);
  }

  private static boolean[] mayBe() {
    int last = 0;
    for (ApiKeys api : ApiKeys.values()) {
      last = Math.max(last, api.id);
    }
    boolean[] mayBe = new boolean[last + 1];
    for (ApiKeys api : ApiKeys.values()) {
      Category category = Apis.category(api.id);
      mayBe[api.id] = category == Category.Management || category == Category.Interbroker;
    }
    mayBe[Apis.ENVELOPE] = false; // what is in it counts
    mayBe[ApiKeys.OFFSET_COMMIT.id] = true;
    mayBe[ApiKeys.INIT_PRODUCER_ID.id] = true;
    mayBe[ApiKeys.LEAVE_GROUP.id] = true;
    return mayBe;
  }
}
