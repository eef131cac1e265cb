package io.kafkaaudit.operator.webhook;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with an AuditLog or AuditCredential beside the others, each text naming the field
 * and the fix. Immutable.
 *
 * @param refusals what cannot become right by itself, in whatever order Git is applied
 * @param warnings what the conditions will tell if it stays so
 */
record Verdict(List<String> refusals, List<String> warnings) {
  /** Of what the API server shows without cutting it. */
  private static final int LONGEST = 256;

  private static final int MOST = 10;

  Verdict {
    refusals = List.copyOf(refusals);
    warnings = List.copyOf(warnings);
  }

  /**
   * The answer.
   *
   * @param before of the object as it is stored: what was taken once is no reason to refuse a
   *     change of something else
   */
  Answer answer(Verdict before) {
    List<String> refused = new ArrayList<>(refusals);
    refused.removeAll(before.refusals);
    List<String> told = new ArrayList<>(warnings);
    refusals.stream().filter(before.refusals::contains).forEach(told::add);
    return Answer.judged(
        refused.isEmpty() ? null : String.join("; ", refused),
        told.stream().limit(MOST).map(Verdict::shortened).toList());
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
