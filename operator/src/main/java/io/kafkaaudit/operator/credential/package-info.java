/** What happens to an AuditCredential. */
@NullMarked
package io.kafkaaudit.operator.credential;

import org.jspecify.annotations.NullMarked;
