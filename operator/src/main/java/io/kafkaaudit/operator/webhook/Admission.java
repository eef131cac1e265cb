package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;

/** Answers one kind of question of the API server. Thread-safe; does not wait for anybody. */
public interface Admission {
  /** A review that is none; the API server never sends such. */
  final class BadReview extends Exception {
    private static final long serialVersionUID = 1L;

    BadReview(String message) {
      super(message);
    }
  }

  /**
   * Whether it is called at that path.
   *
   * @param path of the URL, decoded
   */
  boolean serves(String path);

  /**
   * Answers.
   *
   * @param request of an AdmissionReview, with a uid
   * @throws BadReview naming what is wrong
   */
  Answer answer(String path, JsonNode request) throws BadReview;
}
