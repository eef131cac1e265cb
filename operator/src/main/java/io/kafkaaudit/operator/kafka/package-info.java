/** The only package that talks to Kafka: admin access, plans for topics and ACLs, client files. */
@NullMarked
package io.kafkaaudit.operator.kafka;

import org.jspecify.annotations.NullMarked;
