package dev.holdfast.core;

/** What becomes of a waiting job when a job that it depends on dies or is cancelled. */
public enum ParentFailure {
  /** It dies too. */
  CASCADE,
  /** It stays blocked, until that job is put back and completed. */
  BLOCK,
  /** It no longer waits for that job, and runs when its other dependencies are completed. */
  RUN
}
