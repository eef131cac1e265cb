/** Conditions, their reasons and the Kubernetes Events that tell of their transitions. */
@NullMarked
package io.kafkaaudit.operator.conditions;

import org.jspecify.annotations.NullMarked;
