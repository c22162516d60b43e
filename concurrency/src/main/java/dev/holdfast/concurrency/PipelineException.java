package dev.holdfast.concurrency;

/**
 * A stage of a {@link Pipeline} failed, and with it the run: everything in it was dropped and all
 * its threads have ended, or will soon. The pipeline itself can be run again.
 */
public final class PipelineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String stage;

  PipelineException(String pipeline, String stage, Throwable cause) {
    super("%s: stage %s failed: %s".formatted(pipeline, stage, cause), cause);
    this.stage = stage;
  }

  /** Returns the name of the stage. */
  public String stage() {
    return stage;
  }
}
