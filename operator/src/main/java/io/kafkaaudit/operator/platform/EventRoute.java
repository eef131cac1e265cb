package io.kafkaaudit.operator.platform;

import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.kafka.ClientConfigFiles;

/**
 * Where the events of an AuditLog go.
 *
 * @param admin whose connection is used
 * @param clusterId of the destination
 * @param writer the key that may write; the admin may not
 */
public record EventRoute(
    AdminProperties admin, String clusterId, ClientConfigFiles writer, String topic) {}
