/** Keys of AuditLogs: who has one, when it is replaced, and how it is taken away. */
@NullMarked
package io.kafkaaudit.operator.keys;

import org.jspecify.annotations.NullMarked;
