package dev.holdfast.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The names that a store gives to its files, all of which begin with the newest one's:
 *
 * <pre>
 * snapshot.json                        the newest
 * snapshot.json.00000000000000000042   an older one, by the last record it covers
 * snapshot.json.tmp                    being written
 * snapshot.json.corrupt                set aside; then .corrupt-2 and so on
 * </pre>
 */
record SnapshotNames(String newest) {
  private static final int DIGITS = 20;

  String temporary() {
    return newest + ".tmp";
  }

  String older(long lastSeq) {
    return String.format(Locale.ROOT, "%s.%020d", newest, lastSeq);
  }

  /** A name, not in {@code taken}, under which a damaged {@code file} is kept. */
  String aside(String file, List<String> taken) {
    String name = file + ".corrupt";
    for (int n = 2; taken.contains(name); n++) {
      name = file + ".corrupt-" + n;
    }
    return name;
  }

  /** Those of {@code files} that are snapshots, newest first. */
  List<String> snapshots(List<String> files) {
    return files.stream()
        .filter(file -> file.equals(newest) || lastSeq(file).isPresent())
        .sorted(
            Comparator.comparingLong((String file) -> lastSeq(file).orElse(Long.MAX_VALUE))
                .reversed())
        .toList();
  }

  /** The last record that an older snapshot covers, by its name; empty for any other file. */
  OptionalLong lastSeq(String file) {
    int start = newest.length() + 1;
    boolean older =
        file.length() == start + DIGITS
            && file.startsWith(newest + ".")
            && file.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    try {
      return older ? OptionalLong.of(Long.parseLong(file.substring(start))) : OptionalLong.empty();
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }
}
