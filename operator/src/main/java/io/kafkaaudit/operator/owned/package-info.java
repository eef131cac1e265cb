/** Objects that the operator owns: their names, labels and how they are written. */
@NullMarked
package io.kafkaaudit.operator.owned;

import org.jspecify.annotations.NullMarked;
