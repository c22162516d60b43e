package dev.holdfast.wal;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DirectoryLock;
import dev.holdfast.wal.internal.Damage;
import dev.holdfast.wal.internal.LogCut;
import dev.holdfast.wal.internal.LogScan;
import dev.holdfast.wal.internal.LogStats;
import dev.holdfast.wal.internal.RecordText;
import dev.holdfast.wal.internal.SegmentState;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a person wants to know of a log, as functions; {@link Main} puts them on a command line. All
 * but {@link #repair} and {@link #convert} only read, and work on a log that is being written.
 */
public final class WalTools {

  private static final int LINES_A_LOOK = 1000;

  private WalTools() {}

  /**
   * Which records to show.
   *
   * @param fromSeq the first
   * @param toSeq the last
   * @param type only those whose first "type" member has this value; empty for all
   * @param text only those that contain this text; empty for all
   */
  public record Selection(long fromSeq, long toSeq, String type, String text) {
    /** Every record. */
    public static final Selection ALL = new Selection(1, Long.MAX_VALUE, "", "");

    /** This from that record on. */
    public Selection from(long seq) {
      return new Selection(seq, toSeq, type, text);
    }

    /** This up to that record. */
    public Selection to(long seq) {
      return new Selection(fromSeq, seq, type, text);
    }

    /** This with records of that type only. */
    public Selection ofType(String only) {
      return new Selection(fromSeq, toSeq, only, text);
    }

    /** This with records that contain that text only. */
    public Selection containing(String part) {
      return new Selection(fromSeq, toSeq, type, part);
    }

    private boolean matches(RecordText record) {
      return (type.isEmpty() || record.type().equals(type))
          && (text.isEmpty() || record.text().contains(text));
    }
  }

  /**
   * Prints records as JSON, one a line: {@code {"seq":7,...}} for a record that is a JSON object,
   * {@code {"seq":7,"base64":"..."}} for any other.
   *
   * @return how many were printed
   */
  public static long dump(Directory directory, String name, Selection selection, PrintStream out) {
    long printed = 0;
    try (WalReader reader = WalReader.open(directory, name, selection.fromSeq())) {
      while (reader.next() && reader.seq() <= selection.toSeq()) {
        RecordText record = RecordText.of(reader.record());
        if (selection.matches(record)) {
          out.writeBytes(record.line(reader.seq()));
          printed++;
          if (printed % LINES_A_LOOK == 0 && out.checkError()) {
            break; // Whoever read it has gone.
          }
        }
      }
    }
    out.flush();
    return printed;
  }

  /** How a log was found. */
  public enum Verdict {
    /** Whole, or not there. */
    SOUND,
    /** With an unfinished write at its end, which the next opening cuts off. Nothing is lost. */
    TORN,
    /** With damage to durable records. */
    CORRUPT,
    /** Written by a later version of this library. */
    NEWER
  }

  /**
   * What {@link #verify} found.
   *
   * @param firstSeq the first record; 0 if there is no log
   * @param lastSeq the last whole record before any damage
   * @param segments number of files up to the damage
   * @param message one line for a person, with file and offset, and what a repair would give up
   * @param file the file with the torn tail or the damage, else empty
   * @param offset where in it
   */
  public record Check(
      Verdict verdict,
      long firstSeq,
      long lastSeq,
      int segments,
      long records,
      long bytes,
      String message,
      String file,
      long offset) {

    /** For a program's exit: 0 if nothing is lost, 2 for damage, 3 for a later version. */
    public int exitCode() {
      return switch (verdict) {
        case SOUND, TORN -> 0;
        case CORRUPT -> 2;
        case NEWER -> 3;
      };
    }
  }

  /**
   * Reads the whole log and checks every frame. On a log that is being written, what is just being
   * written looks like a torn tail.
   */
  public static Check verify(Directory directory, String name) {
    try {
      return verifyOrThrow(directory, name);
    } catch (NewerFormatException e) {
      return new Check(Verdict.NEWER, 0, 0, 0, 0, 0, String.valueOf(e.getMessage()), "", 0);
    } catch (IOException e) {
      throw new WalException("cannot read the log " + directory.describe(name), e);
    }
  }

  private static Check verifyOrThrow(Directory directory, String name) throws IOException {
    LogScan scan = LogScan.scan(directory, name);
    if (scan.segments().isEmpty()) {
      return new Check(Verdict.SOUND, 0, 0, 0, 0, 0, "there is no log", "", 0);
    }
    if (scan.damage().isPresent()) {
      return damaged(directory, scan, scan.damage().get());
    }
    SegmentState last = scan.segments().getLast();
    if (last.verdict() == SegmentState.Verdict.WHOLE) {
      return check(scan, Verdict.SOUND, "sound", "", 0);
    }
    String where = directory.describe(last.file()) + ", byte " + last.end();
    return check(
        scan,
        Verdict.TORN,
        "%s: an unfinished write of %d bytes, never acknowledged (%s)"
            .formatted(where, last.strayBytes(), last.problem()),
        last.file(),
        last.end());
  }

  private static Check damaged(Directory directory, LogScan scan, Damage damage)
      throws IOException {
    long lastLost = LogCut.lastSeqLost(directory, scan, damage);
    String lost =
        lastLost < damage.firstSeqLost()
            ? "record %d and what follows, of which nothing can be read"
                .formatted(damage.firstSeqLost())
            : "records %d to %d".formatted(damage.firstSeqLost(), lastLost);
    return check(
        scan,
        Verdict.CORRUPT,
        "%s, byte %d: %s; a repair would give up %s"
            .formatted(directory.describe(damage.file()), damage.offset(), damage.problem(), lost),
        damage.file(),
        damage.offset());
  }

  private static Check check(
      LogScan scan, Verdict verdict, String message, String file, long offset) {
    return new Check(
        verdict,
        scan.segments().getFirst().firstSeq(),
        scan.segments().getLast().lastSeq(),
        scan.segments().size(),
        scan.records(),
        scan.bytes(),
        message,
        file,
        offset);
  }

  /**
   * Cuts off a torn tail, and gives up what lies behind damage: it is set aside, never deleted.
   * Takes the directory's lock meanwhile.
   *
   * @return what was found and done; {@link Recovery#givenUp} says exactly what is lost
   */
  public static Recovery repair(Directory directory, String name) {
    try (DirectoryLock _ = directory.lock()) {
      LogScan scan = LogScan.scan(directory, name);
      WalConfig config = WalConfig.named(name).withOnDamage(OnDamage.TRUNCATE_THERE);
      if (!scan.segments().isEmpty()) {
        config = config.withFormat(scan.segments().getLast().format());
      }
      try (Wal wal = Wal.open(directory, config, WalListener.NOOP)) {
        return wal.recovery();
      }
    } catch (IOException e) {
      throw new WalException("cannot repair the log " + directory.describe(name), e);
    }
  }

  /**
   * Copies a log, numbers kept, into another one that must not exist yet; in another format, or in
   * segments of another size.
   *
   * @return how many records were copied
   */
  public static long convert(Directory from, String name, Directory to, WalConfig config) {
    if (verify(to, config.name()).segments() > 0) {
      throw new WalException(to.describe(config.name()) + " exists already: name another log");
    }
    try (WalReader reader = WalReader.open(from, name, 1)) {
      if (!reader.next()) {
        return 0;
      }
      long first = reader.seq();
      long last = first;
      try (Wal wal = Wal.open(to, config.withFirstSeq(first), WalListener.NOOP)) {
        do {
          last = wal.write(reader.record());
        } while (reader.next());
      }
      return last - first + 1;
    }
  }

  /**
   * Numbers about a log.
   *
   * @param payloadBytes bytes of the records alone
   * @param batches how many batches they were written in
   * @param types how often each value of a record's first "type" member occurs
   */
  public record Stats(
      int segments,
      long records,
      long bytes,
      long payloadBytes,
      long recordBytesMin,
      long recordBytesMax,
      long batches,
      long batchRecordsMax,
      Map<String, Long> types) {

    /** Prints them for a person. */
    public void print(PrintStream out) {
      out.printf("segments       %,d%n", segments);
      out.printf("records        %,d%n", records);
      out.printf("bytes          %,d (%,d of them records)%n", bytes, payloadBytes);
      out.printf("record bytes   %,d to %,d%n", recordBytesMin, recordBytesMax);
      double mean = batches == 0 ? 0 : (double) records / batches;
      out.printf(
          "batches        %,d, records each: %.1f, at most %,d%n", batches, mean, batchRecordsMax);
      types.forEach((type, count) -> out.printf("  %-20s %,d%n", type, count));
    }
  }

  /** Reads the whole log and counts. */
  public static Stats stats(Directory directory, String name) {
    try {
      return LogStats.of(directory, name);
    } catch (IOException e) {
      throw new WalException("cannot read the log " + directory.describe(name), e);
    }
  }
}
