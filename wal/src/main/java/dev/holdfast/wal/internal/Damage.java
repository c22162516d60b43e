package dev.holdfast.wal.internal;

import dev.holdfast.storage.Directory;
import dev.holdfast.wal.CorruptLogException;

/**
 * Durable records that are damaged or missing.
 *
 * @param segment which segment of the log it concerns, from 0 on
 * @param file the damaged file, or the missing one
 * @param offset where the damage begins
 * @param problem what is wrong there
 * @param firstSeqLost the first record that cannot be trusted or found
 */
public record Damage(int segment, String file, long offset, String problem, long firstSeqLost) {

  /** The refusal to go on. */
  public CorruptLogException refusal(Directory directory) {
    return new CorruptLogException(
        file,
        offset,
        directory.describe(file)
            + ", byte "
            + offset
            + ": "
            + problem
            + ". Record "
            + firstSeqLost
            + " was durable and cannot be read; no crash explains that. Nothing was changed."
            + " Restore the file from a copy; or give up everything from that record on, with the"
            + " tool's `repair` or OnDamage.TRUNCATE_THERE, which keeps the damaged files aside");
  }
}
