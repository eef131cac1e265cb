/** What happens to an AuditLog. */
@NullMarked
package io.kafkaaudit.operator.auditlog;

import org.jspecify.annotations.NullMarked;
