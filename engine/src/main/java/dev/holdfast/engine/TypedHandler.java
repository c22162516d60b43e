package dev.holdfast.engine;

/**
 * The work itself, for a payload that was read into a value; otherwise as {@link JobHandler}.
 *
 * @param <T> what the payload is read into, such as a record
 */
@FunctionalInterface
public interface TypedHandler<T> {

  /**
   * Does one attempt of a job.
   *
   * @throws Exception if the attempt failed
   */
  void handle(T value, JobContext job) throws Exception;
}
