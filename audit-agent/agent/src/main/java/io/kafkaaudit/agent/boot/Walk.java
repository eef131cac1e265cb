package io.kafkaaudit.agent.boot;

/** An act about several resources that is told step by step. Owned by the encoder thread. */
interface Walk {
  /** What a step led to. */
  enum Step {
    /** There may be more. */
    GOES_ON,
    /** There is no room for the event now: the same step is to be tried again. */
    WAITS,
    /** All is told. */
    ENDED
  }

  Step step();

  /** Names what was not told as lost; there will be no room for it. */
  void abandon();

  /** Gives back what is held for the act. Once, at its end. */
  void end();
}
