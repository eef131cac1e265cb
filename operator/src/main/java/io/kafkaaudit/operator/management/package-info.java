/** Settings, health, metrics and the assembly of the operator. */
@NullMarked
package io.kafkaaudit.operator.management;

import org.jspecify.annotations.NullMarked;
