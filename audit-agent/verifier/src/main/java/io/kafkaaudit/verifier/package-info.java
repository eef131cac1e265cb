/** Reads an audit topic and accounts for every event of every run. */
@NullMarked
package io.kafkaaudit.verifier;

import org.jspecify.annotations.NullMarked;
