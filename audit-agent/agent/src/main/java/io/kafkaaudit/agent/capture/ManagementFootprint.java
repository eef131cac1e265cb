package io.kafkaaudit.agent.capture;

import java.util.List;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.AbstractRequest;

/**
 * How much of the heap a management request and its response take, and how many resources there are
 * in it, without a walk over them: a broker thread does the same little work whatever a client
 * sends. Estimates are never too low; {@code ManagementFootprintTest} measures that.
 */
public final class ManagementFootprint {
  /** A request's objects, its context and the agent's own. */
  static final long BASE = 2_048;

  /**
   * Of lists in lists of texts, a text of one character takes two bytes on the wire and 48 in the
   * heap, beside the object that holds it. Real requests take a fifth of that.
   */
  private static final int NESTED = 32;

  /**
   * So many entries of an outer list are asked for the length of their inner lists, which takes 10
   * us.
   */
  private static final int MOST_ASKED = 2_048;

  private static final int DIRECTORIES = 40;

  /** Factor for responses, which hold few texts of their own. */
  private static final int ANSWER = 12;

  /** Bytes of the response for a created topic: it has the whole configuration, some 40 entries. */
  private static final long TOPIC_MADE = 4_096;

  private ManagementFootprint() {}

  /**
   * Bytes in the heap.
   *
   * @param wireBytes the request's size as it came
   */
  public static long ofRequest(AbstractRequest request, long wireBytes) {
    return ofRequest(request.data(), wireBytes, MOST_ASKED);
  }

  static long ofRequest(ApiMessage data, long wireBytes, int mostAsked) {
    if (data instanceof DeleteGroupsRequestData) {
      return flat(wireBytes, 2, ((DeleteGroupsRequestData) data).groupsNames().size(), 64);
    }
    if (data instanceof CreateAclsRequestData) {
      return flat(wireBytes, 2, ((CreateAclsRequestData) data).creations().size(), 224);
    }
    if (data instanceof DeleteAclsRequestData) {
      return flat(wireBytes, 2, ((DeleteAclsRequestData) data).filters().size(), 224);
    }
    if (data instanceof DeleteTopicsRequestData) {
      return flat(wireBytes, 2, resources(data), 144);
    }
    if (data instanceof DeleteRecordsRequestData) {
      return flat(wireBytes, 4, ((DeleteRecordsRequestData) data).topics().size(), 192);
    }
    if (data instanceof OffsetDeleteRequestData) {
      return flat(wireBytes, 9, ((OffsetDeleteRequestData) data).topics().size(), 192);
    }
    if (resources(data) <= mostAsked) {
      long inner = ofInner(data);
      if (inner >= 0) {
        return BASE + wireBytes * 6 + inner;
      }
    }
    int factor = data instanceof AlterReplicaLogDirsRequestData ? DIRECTORIES : NESTED;
    return BASE + wireBytes * factor;
  }

  /**
   * Bytes of the entries of lists in lists, without their texts and numbers; -1: the API has none.
   */
  private static long ofInner(ApiMessage data) {
    long bytes = 0;
    if (data instanceof IncrementalAlterConfigsRequestData) {
      for (IncrementalAlterConfigsRequestData.AlterConfigsResource resource :
          ((IncrementalAlterConfigsRequestData) data).resources()) {
        bytes += 256 + resource.configs().size() * 160L;
      }
    } else if (data instanceof AlterConfigsRequestData) {
      for (AlterConfigsRequestData.AlterConfigsResource resource :
          ((AlterConfigsRequestData) data).resources()) {
        bytes += 256 + resource.configs().size() * 160L;
      }
    } else if (data instanceof CreateTopicsRequestData) {
      for (CreateTopicsRequestData.CreatableTopic topic :
          ((CreateTopicsRequestData) data).topics()) {
        int configs = TopicConfigs.count(topic);
        if (configs < 0) {
          return -1;
        }
        bytes += 320 + topic.assignments().size() * 160L + configs * 160L;
      }
    } else if (data instanceof AlterClientQuotasRequestData) {
      for (AlterClientQuotasRequestData.EntryData entry :
          ((AlterClientQuotasRequestData) data).entries()) {
        bytes += 192 + entry.entity().size() * 144L + entry.ops().size() * 128L;
      }
    } else if (data instanceof CreatePartitionsRequestData) {
      for (CreatePartitionsRequestData.CreatePartitionsTopic topic :
          ((CreatePartitionsRequestData) data).topics()) {
        bytes += 192 + (topic.assignments() == null ? 0 : topic.assignments().size() * 128L);
      }
    } else {
      return -1;
    }
    return bytes;
  }

  private static long flat(long wireBytes, int factor, int entries, int each) {
    return BASE + wireBytes * factor + (long) entries * each;
  }

  /**
   * Bytes in the heap.
   *
   * @param wireBytes the response's size as it goes out
   */
  static long ofResponse(ApiMessage data, long wireBytes) {
    if (data instanceof CreateTopicsResponseData) {
      int topics = ((CreateTopicsResponseData) data).topics().size();
      return Math.min(wireBytes * ANSWER, wireBytes + topics * TOPIC_MADE);
    }
    if (data instanceof DeleteAclsResponseData) {
      List<DeleteAclsResponseData.DeleteAclsFilterResult> filters =
          ((DeleteAclsResponseData) data).filterResults();
      if (filters.size() <= MOST_ASKED) {
        long bytes = wireBytes * 2;
        for (DeleteAclsResponseData.DeleteAclsFilterResult filter : filters) {
          bytes += 96 + filter.matchingAcls().size() * 256L;
        }
        return bytes;
      }
    }
    return wireBytes * ANSWER;
  }

  /** How many events are lost with a request, at most; never less than 1. */
  public static int resources(AbstractRequest request) {
    return Math.max(1, resources(request.data()));
  }

  private static int resources(ApiMessage data) {
    if (data instanceof CreateTopicsRequestData) {
      return ((CreateTopicsRequestData) data).topics().size();
    }
    if (data instanceof DeleteTopicsRequestData) {
      DeleteTopicsRequestData delete = (DeleteTopicsRequestData) data;
      return delete.topicNames().size() + delete.topics().size();
    }
    if (data instanceof CreatePartitionsRequestData) {
      return ((CreatePartitionsRequestData) data).topics().size();
    }
    if (data instanceof DeleteRecordsRequestData) {
      return ((DeleteRecordsRequestData) data).topics().size();
    }
    if (data instanceof AlterPartitionReassignmentsRequestData) {
      return ((AlterPartitionReassignmentsRequestData) data).topics().size();
    }
    if (data instanceof ElectLeadersRequestData) {
      ElectLeadersRequestData elect = (ElectLeadersRequestData) data;
      return elect.topicPartitions() == null ? 1 : elect.topicPartitions().size();
    }
    if (data instanceof AlterReplicaLogDirsRequestData) {
      return ((AlterReplicaLogDirsRequestData) data).dirs().size();
    }
    if (data instanceof OffsetDeleteRequestData) {
      return ((OffsetDeleteRequestData) data).topics().size();
    }
    return resourcesByName(data);
  }

  private static int resourcesByName(ApiMessage data) {
    if (data instanceof IncrementalAlterConfigsRequestData) {
      return ((IncrementalAlterConfigsRequestData) data).resources().size();
    }
    if (data instanceof AlterConfigsRequestData) {
      return ((AlterConfigsRequestData) data).resources().size();
    }
    if (data instanceof CreateAclsRequestData) {
      return ((CreateAclsRequestData) data).creations().size();
    }
    if (data instanceof DeleteAclsRequestData) {
      return ((DeleteAclsRequestData) data).filters().size();
    }
    if (data instanceof AlterClientQuotasRequestData) {
      return ((AlterClientQuotasRequestData) data).entries().size();
    }
    if (data instanceof AlterUserScramCredentialsRequestData) {
      AlterUserScramCredentialsRequestData scram = (AlterUserScramCredentialsRequestData) data;
      return scram.deletions().size() + scram.upsertions().size();
    }
    if (data instanceof DeleteGroupsRequestData) {
      return ((DeleteGroupsRequestData) data).groupsNames().size();
    }
    return 1;
  }
}
