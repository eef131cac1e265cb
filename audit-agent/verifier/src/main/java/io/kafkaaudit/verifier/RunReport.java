package io.kafkaaudit.verifier;

import java.util.List;

/**
 * The account of one run.
 *
 * @param agentId who wrote its events: the attribute of that name
 * @param first lowest sequence number that was read; after a retention period more than 1
 * @param last highest sequence number that was read or named
 * @param events different events that were read
 * @param duplicates records whose id was read before; readers drop them
 * @param conflicts different events under a number that another event has: a defect, or tampering
 * @param lost numbers that loss events name and that were not read
 * @param gaps numbers that are neither there nor named: a defect, or tampering
 * @param openTail no stop event was read: what came after {@code last} is not known
 */
public record RunReport(
    String agentId,
    long first,
    long last,
    long events,
    long duplicates,
    long conflicts,
    long lost,
    List<Range> gaps,
    boolean openTail) {}
