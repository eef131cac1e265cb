package io.kafkaaudit.agent.hook;

import org.apache.kafka.common.requests.RequestContext;

/** What the agent makes the broker's own request implement, from Kafka 4.4 on. */
public interface PassedOnRequest {
  RequestContext kafkaAuditContext();
}
