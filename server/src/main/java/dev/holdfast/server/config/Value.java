package dev.holdfast.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/** The value of one key as the file has it; says what is wrong with it as an argument exception. */
record Value(Kind kind, String text) {
  enum Kind {
    WHOLE_NUMBER("a number"),
    FRACTION("a fraction"),
    FLAG("true or false"),
    TEXT("text"),
    NOTHING("nothing"),
    STRUCTURE("a list or a map");

    private final String name;

    Kind(String name) {
      this.name = name;
    }
  }

  int wholeNumber(int min, int max) {
    String wanted = "a whole number from " + min + " to " + max;
    require(Kind.WHOLE_NUMBER, wanted);
    try {
      int number = Integer.parseInt(text);
      if (min <= number && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Too large for an int, or written in another base: the message below says what is wanted.
    }
    throw new IllegalArgumentException(text + " is not " + wanted);
  }

  Duration duration(Duration min, Duration max) {
    if (kind == Kind.WHOLE_NUMBER) {
      throw new IllegalArgumentException(
          text + " has no unit: write " + text + "ms or " + text + "s");
    }
    require(Kind.TEXT, "a duration like 500ms, 3s or 2m");
    Duration duration = Durations.parse(text);
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          text + " is not from " + Durations.describe(min) + " to " + max.toHours() + " h");
    }
    return duration;
  }

  Path file() {
    Path path = path();
    if (path.getFileName() == null || text.endsWith("/") || path.endsWith("..")) {
      throw new IllegalArgumentException(text + " names a directory, not a file");
    }
    return path;
  }

  Path path() {
    String path = nonEmptyText();
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("\"" + path + "\" is no path: " + e.getReason(), e);
    }
  }

  boolean flag() {
    require(Kind.FLAG, "true or false");
    return Boolean.parseBoolean(text);
  }

  String nonEmptyText() {
    require(Kind.TEXT, "text");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("must not be empty");
    }
    return text;
  }

  private void require(Kind wanted, String description) {
    if (kind != wanted) {
      String found =
          kind == Kind.NOTHING || kind == Kind.STRUCTURE ? kind.name : "\"" + text + "\"";
      throw new IllegalArgumentException("must be " + description + ", not " + found);
    }
  }
}
