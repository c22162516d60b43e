package dev.holdfast.core;

/** Whether a queue takes jobs and hands them out. */
public enum QueueMode {
  /** It does both. */
  OPEN,
  /** It takes jobs and hands none out. Jobs in flight go on. */
  PAUSED,
  /** It hands out what it has, and refuses new jobs. */
  DRAINING
}
