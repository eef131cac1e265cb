/**
 * What AuditLogs and AuditCredentials must agree on with each other. Asked by the reconcilers,
 * which tell it in conditions, and by the webhook, which tells it at once.
 */
@NullMarked
package io.kafkaaudit.operator.rules;

import org.jspecify.annotations.NullMarked;
