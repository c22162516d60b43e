package dev.holdfast.server.wiring;

import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/**
 * What a log takes up on the disk.
 *
 * @param segments how many files
 * @param bytes how long they are together, room made ahead included
 * @param firstSeq the number that the oldest is named after; 1 if there is none
 */
public record LogFiles(int segments, long bytes, long firstSeq) {
  private static final Pattern FIRST_SEQ = Pattern.compile("\\d{20}");

  /** Looks at a log, which may be at work. */
  static LogFiles in(Directory directory, String name) {
    try {
      int segments = 0;
      long bytes = 0;
      long first = Long.MAX_VALUE;
      for (String file : directory.list()) {
        String end = file.startsWith(name + ".") ? file.substring(name.length() + 1) : "";
        if (FIRST_SEQ.matcher(end).matches()) {
          segments++;
          bytes += sizeOf(directory, file);
          first = Math.min(first, Long.parseLong(end));
        }
      }
      return new LogFiles(segments, bytes, segments == 0 ? 1 : first);
    } catch (IOException e) {
      throw new EngineOpenException(
          "the log " + directory.describe(name) + " cannot be read: " + e, e);
    }
  }

  private static long sizeOf(Directory directory, String file) throws IOException {
    try (DataFile segment = directory.openForReading(file)) {
      return segment.size();
    } catch (NoSuchFileException e) {
      return 0; // the engine has just cut the log
    }
  }
}
