package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a document that a benchmark writes, between two comments that name its command. */
public final class MadePart {
  private MadePart() {}

  /**
   * Puts what was made in the place of what was there.
   *
   * @param command as it stands in the comments
   * @throws IllegalArgumentException if the document has no such part
   */
  public static void write(Path document, String command, String made) throws IOException {
    String begin = "<!-- begin: made by " + command + " -->";
    String end = "<!-- end: made by " + command + " -->";
    String old = Files.readString(document);
    int from = old.indexOf(begin) + begin.length();
    int to = old.indexOf(end);
    if (!old.contains(begin) || to < from) {
      throw new IllegalArgumentException(
          document + " has no place for what was made: add the lines\n" + begin + "\n" + end);
    }
    Files.writeString(
        document, old.substring(0, from) + "\n\n" + made.strip() + "\n\n" + old.substring(to));
  }
}
