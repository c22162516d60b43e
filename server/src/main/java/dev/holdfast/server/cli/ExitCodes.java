package dev.holdfast.server.cli;

/** What the process tells whoever started it. */
final class ExitCodes {
  static final int DONE = 0;

  /** All jobs have come to their end, and some are dead; or a check found something wrong. */
  static final int DEAD_JOBS = 1;

  /** What was asked for cannot be: options, configuration, job file. Nothing was changed. */
  static final int USAGE = 2;

  /** The disk, the data on it, or the program itself failed. */
  static final int FAILURE = 3;

  /** Stopped by Ctrl-C, as shells have it: 128 and the number of the signal. */
  static final int INTERRUPTED = 130;

  private ExitCodes() {}
}
