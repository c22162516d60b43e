package dev.holdfast.wal.internal;

import dev.holdfast.storage.Directory;
import dev.holdfast.wal.internal.SegmentState.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a whole log was found to hold. Reads only.
 *
 * @param files all its segment files, in order
 * @param segments the states of those up to the damage, or of all
 * @param damage the first damage to durable records, if there is any
 */
public record LogScan(List<String> files, List<SegmentState> segments, Optional<Damage> damage) {

  /** Reads the log from its first segment to its last. */
  public static LogScan scan(Directory directory, String log) throws IOException {
    List<String> files = SegmentName.list(directory, log);
    List<SegmentState> segments = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String file = files.get(i);
      Optional<Damage> damage = misplaced(log, segments, file);
      if (damage.isEmpty()) {
        SegmentState state = SegmentScan.scan(directory, file, i == files.size() - 1);
        segments.add(state);
        damage = corrupt(i, state);
      }
      if (damage.isPresent()) {
        return new LogScan(files, List.copyOf(segments), damage);
      }
    }
    return new LogScan(files, List.copyOf(segments), Optional.empty());
  }

  private static Optional<Damage> corrupt(int segment, SegmentState state) {
    if (state.verdict() != Verdict.CORRUPT) {
      return Optional.empty();
    }
    return Optional.of(
        new Damage(segment, state.file(), state.end(), state.problem(), state.lastSeq() + 1));
  }

  /** Each segment goes on exactly where the one before it ends. */
  private static Optional<Damage> misplaced(String log, List<SegmentState> before, String file) {
    if (before.isEmpty()) {
      return Optional.empty();
    }
    SegmentState previous = before.getLast();
    long expected = previous.lastSeq() + 1;
    long firstSeq = SegmentName.firstSeq(file);
    if (firstSeq > expected) {
      String missing = SegmentName.of(log, expected);
      String problem =
          "records %d to %d are missing between %s and %s"
              .formatted(expected, firstSeq - 1, previous.file(), file);
      return Optional.of(new Damage(before.size(), missing, 0, problem, expected));
    }
    if (firstSeq < expected) {
      String problem =
          "it begins with record %d, but the segment before it ends with record %d"
              .formatted(firstSeq, expected - 1);
      return Optional.of(new Damage(before.size(), file, 0, problem, expected));
    }
    return Optional.empty();
  }

  /** The first record in the log, or where it will begin; empty if there is no log. */
  public Optional<Long> firstSeq() {
    return segments.isEmpty() ? Optional.empty() : Optional.of(segments.getFirst().firstSeq());
  }

  /** Number of whole records. */
  public long records() {
    return segments.stream().mapToLong(SegmentState::records).sum();
  }

  /** Bytes of whole frames and headers. */
  public long bytes() {
    return segments.stream().mapToLong(SegmentState::end).sum();
  }
}
