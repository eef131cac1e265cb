/** What the reconcilers share. */
@NullMarked
package io.kafkaaudit.operator.reconciling;

import org.jspecify.annotations.NullMarked;
