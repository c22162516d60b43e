package dev.holdfast.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

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

  /** A part of a whole, 0 to 1. */
  double part() {
    if (kind != Kind.WHOLE_NUMBER) {
      require(Kind.FRACTION, "a number from 0 to 1");
    }
    try {
      double part = Double.parseDouble(text);
      if (part >= 0 && part <= 1) {
        return part;
      }
    } catch (NumberFormatException e) {
      // A number as YAML knows it that is none here, .inf for instance: the message says it all.
    }
    throw new IllegalArgumentException(text + " is not a number from 0 to 1");
  }

  /** Names, with commas between them. */
  List<String> names(int max) {
    List<String> names = Stream.of(nonEmptyText().split(",", -1)).map(String::strip).toList();
    if (names.size() > max) {
      throw new IllegalArgumentException("at most " + max + " names, not " + names.size());
    }
    if (names.contains("")) {
      throw new IllegalArgumentException("a name is empty: write a, b, c");
    }
    return names;
  }

  String oneOf(String... words) {
    List<String> known = List.of(words);
    String word = nonEmptyText();
    if (!known.contains(word)) {
      throw new IllegalArgumentException(
          "must be " + String.join(" or ", known) + ", not \"" + word + "\"");
    }
    return word;
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
