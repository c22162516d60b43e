package dev.holdfast.server.wiring;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What a log takes up on the disk. */
public final class DataFiles {
  private static final Pattern FIRST_SEQ = Pattern.compile("\\d{20}");

  private DataFiles() {}

  /**
   * Segments of a log.
   *
   * @param files how many
   * @param bytes how long together, room made ahead included
   * @param firstSeq the number that the oldest is named after; empty if there is none
   */
  public record Sizes(int files, long bytes, OptionalLong firstSeq) {}

  /** Looks at a log, which may be at work. */
  public static Sizes sizesOf(Path wal) throws IOException {
    int files = 0;
    long bytes = 0;
    OptionalLong first = OptionalLong.empty();
    Path absolute = wal.toAbsolutePath();
    try (DirectoryStream<Path> segments =
        Files.newDirectoryStream(absolute.getParent(), absolute.getFileName() + ".*")) {
      for (Path segment : segments) {
        String end = String.valueOf(segment.getFileName());
        end = end.substring(end.lastIndexOf('.') + 1);
        if (FIRST_SEQ.matcher(end).matches()) {
          files++;
          bytes += sizeOf(segment);
          long seq = Long.parseLong(end);
          first = OptionalLong.of(Math.min(seq, first.orElse(seq)));
        }
      }
    }
    return new Sizes(files, bytes, first);
  }

  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0; // the engine has just cut the log
    }
  }
}
