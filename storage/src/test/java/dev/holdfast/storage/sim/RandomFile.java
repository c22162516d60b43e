package dev.holdfast.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.storage.DataFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A file under random work, and beside it the plainest model of one: all its contents, as strings,
 * since its last sync.
 */
final class RandomFile {
  private static final int SECTOR = 512;
  private static final int LENGTH_MAX = 5 * SECTOR;

  private final long seed;
  private final Random random;
  private final SimulatedDisk disk;
  private final DataFile file;
  private final List<String> history = new ArrayList<>(List.of(""));

  RandomFile(long seed) throws IOException {
    this.seed = seed;
    this.random = new Random(seed);
    this.disk = SimulatedDisk.withSeed(seed);
    this.file = disk.create("f");
    disk.sync();
  }

  void workAndCheck() throws IOException {
    for (int n = random.nextInt(12); n >= 0; n--) {
      step();
      assertThat(Disks.content(file)).as("seed %d, live", seed).isEqualTo(history.getLast());
    }
    PowerCut cut = disk.powerCut();
    for (long outcome = 0; outcome < 10; outcome++) {
      checkFound(Disks.content(cut.restart(outcome), "f"), "seed %d/%d".formatted(seed, outcome));
    }
    assertThat(Disks.content(cut.restartLosingAll(), "f")).isEqualTo(history.getFirst());
    assertThat(Disks.content(cut.restartKeepingAll(), "f")).isEqualTo(history.getLast());
  }

  private void step() throws IOException {
    String now = history.getLast();
    switch (random.nextInt(5)) {
      case 0 -> {
        file.sync();
        history.clear();
        history.add(now);
      }
      case 1 -> {
        int size = random.nextInt(LENGTH_MAX);
        file.truncate(size);
        history.add(now.substring(0, Math.min(size, now.length())));
      }
      default -> {
        int position = random.nextInt(LENGTH_MAX);
        String text =
            String.valueOf((char) ('a' + random.nextInt(26))).repeat(random.nextInt(1200));
        Disks.write(file, text, position);
        history.add(text.isEmpty() ? now : written(now, text, position));
      }
    }
  }

  private static String written(String before, String text, int position) {
    String padded = before + "\0".repeat(Math.max(0, position - before.length()));
    int end = position + text.length();
    String after = end < padded.length() ? padded.substring(end) : "";
    return padded.substring(0, position) + text + after;
  }

  private void checkFound(String found, String when) {
    assertThat(history).as(when).anyMatch(content -> content.length() == found.length());
    for (int from = 0; from < found.length(); from += SECTOR) {
      int at = from;
      boolean mayBeGarbage = from >= history.getFirst().length();
      String sector = sector(found, at, found.length());
      assertThat(
              mayBeGarbage || history.stream().anyMatch(c -> fits(sector, c, at, found.length())))
          .as("%s: byte %d: %s", when, from, sector)
          .isTrue();
    }
  }

  /** The file may be longer or shorter than it was when it had this sector. */
  private static boolean fits(String sector, String content, int at, int length) {
    return sector.equals(sector(content, at, length));
  }

  private static String sector(String content, int at, int length) {
    String padded = content + "\0".repeat(Math.max(0, length - content.length()));
    return padded.substring(at, Math.min(at + SECTOR, length));
  }
}
