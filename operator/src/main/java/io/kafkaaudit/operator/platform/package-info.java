/**
 * Platform events: acts of the operator and of people on its resources, told in the audit topic.
 */
@NullMarked
package io.kafkaaudit.operator.platform;

import org.jspecify.annotations.NullMarked;
