/** What people do on an audited cluster, and a reader of the audit topic. */
@NullMarked
package io.kafkaaudit.programs;

import org.jspecify.annotations.NullMarked;
