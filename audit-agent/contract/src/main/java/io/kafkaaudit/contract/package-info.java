/** What agent and operator agree on, so that neither can misread the other. No dependency. */
@NullMarked
package io.kafkaaudit.contract;

import org.jspecify.annotations.NullMarked;
