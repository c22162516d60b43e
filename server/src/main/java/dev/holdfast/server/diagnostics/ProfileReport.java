package dev.holdfast.server.diagnostics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a recording says, in short.
 *
 * @param stacks how many stacks it holds for the profile
 * @param total what they weigh, in the profile's unit
 * @param hottest the frames that weigh most by themselves, heaviest first
 */
public record ProfileReport(long stacks, long total, List<Hot> hottest) {
  private static final int HOTTEST_MAX = 10;

  /**
   * A method, or what it allocates or waits for.
   *
   * @param name with its class
   * @param share of the whole, 0 to 1
   */
  public record Hot(String name, double share) {}

  /** Copies the list. */
  public ProfileReport {
    hottest = List.copyOf(hottest);
  }

  /**
   * Reads a recording, and draws it.
   *
   * @param heading what was recorded, for a person
   * @param flameGraph the file to draw to; it is replaced
   * @throws IOException if a file cannot be read or written
   */
  public static ProfileReport of(Path recording, Profile profile, String heading, Path flameGraph)
      throws IOException {
    StackTree tree = StackReader.read(recording, profile);
    FlameGraph.write(flameGraph, tree, profile, heading);
    long total = tree.root().total();
    return new ProfileReport(
        tree.stacks(),
        total,
        tree.hottest(HOTTEST_MAX).stream()
            .map(hot -> new Hot(hot.frame(), (double) hot.self() / Math.max(1, total)))
            .toList());
  }
}
