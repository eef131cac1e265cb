/**
 * How the operator reaches a destination: the admin Secret, and the client configuration of keys.
 */
@NullMarked
package io.kafkaaudit.operator.destination;

import org.jspecify.annotations.NullMarked;
