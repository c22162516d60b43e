package dev.holdfast.wal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@link Wal#open} found and did.
 *
 * @param firstSeq the first record in the log; the next one to be written if the log is empty
 * @param lastSeq the last record in the log, or in it before truncation; {@code firstSeq - 1} if
 *     the log is empty
 * @param segments number of segment files
 * @param records number of records in them
 * @param bytes their length without space kept free
 * @param tornTail the unfinished write that was cut off, if there was one
 * @param givenUp damage that was cut out because {@link OnDamage#TRUNCATE_THERE} was asked for
 * @param duration how long it took
 */
public record Recovery(
    long firstSeq,
    long lastSeq,
    int segments,
    long records,
    long bytes,
    Optional<TornTail> tornTail,
    Optional<GivenUp> givenUp,
    Duration duration) {

  /**
   * An unfinished write at the end of the log, never acknowledged.
   *
   * @param file the segment that was cut
   * @param offset the length in bytes to which it was cut
   * @param bytes how many bytes were cut, without space kept free
   */
  public record TornTail(String file, long offset, long bytes) {}

  /**
   * Durable records that were given up on request.
   *
   * @param file the damaged segment
   * @param offset where the damage begins, in bytes
   * @param problem what was wrong there
   * @param firstSeq the first record given up
   * @param lastSeqSeen the last record given up of which a trace was found; {@code firstSeq - 1} if
   *     there was none
   * @param setAside the files that hold what was given up, byte for byte
   */
  public record GivenUp(
      String file,
      long offset,
      String problem,
      long firstSeq,
      long lastSeqSeen,
      List<String> setAside) {

    /** Copies the list. */
    public GivenUp {
      setAside = List.copyOf(setAside);
    }
  }
}
