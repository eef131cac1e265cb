/** What the operator measures, of few label values: one series for each AuditLog at most. */
@NullMarked
package io.kafkaaudit.operator.metrics;

import org.jspecify.annotations.NullMarked;
