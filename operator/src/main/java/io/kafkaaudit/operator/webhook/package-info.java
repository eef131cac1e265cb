/** Admission: what becomes of starting pods, and the server that the API server asks. */
@NullMarked
package io.kafkaaudit.operator.webhook;

import org.jspecify.annotations.NullMarked;
