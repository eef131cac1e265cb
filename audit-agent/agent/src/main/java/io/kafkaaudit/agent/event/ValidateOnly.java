package io.kafkaaudit.agent.event;

import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.protocol.ApiMessage;

/** Which requests only ask whether something could be done. */
final class ValidateOnly {
  private ValidateOnly() {}

  /** Whether nothing was to be done; these are all APIs of Kafka 3.7 to 4.4 that have the flag. */
  static boolean is(ApiMessage request) {
    if (request instanceof CreateTopicsRequestData) {
      return ((CreateTopicsRequestData) request).validateOnly();
    }
    if (request instanceof CreatePartitionsRequestData) {
      return ((CreatePartitionsRequestData) request).validateOnly();
    }
    if (request instanceof AlterConfigsRequestData) {
      return ((AlterConfigsRequestData) request).validateOnly();
    }
    if (request instanceof IncrementalAlterConfigsRequestData) {
      return ((IncrementalAlterConfigsRequestData) request).validateOnly();
    }
    if (request instanceof AlterClientQuotasRequestData) {
      return ((AlterClientQuotasRequestData) request).validateOnly();
    }
    return request instanceof UpdateFeaturesRequestData
        && ((UpdateFeaturesRequestData) request).validateOnly();
  }
}
