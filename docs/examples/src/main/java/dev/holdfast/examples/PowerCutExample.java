package dev.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.BrokenPromiseError;
import dev.holdfast.storage.sim.CrashExplorer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A simulated disk cuts the power at every step, and finds the sync that somebody forgot. */
public final class PowerCutExample {

  private PowerCutExample() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    IO.println("with sync: " + explore(true));
    IO.println("without: " + explore(false));
  }

  private static String explore(boolean sync) {
    try {
      CrashExplorer.withSeed(42)
          .explore(
              (disk, run) -> {
                save(disk, "hello", sync);
                // From here on, no crash may take it back.
                run.promise("hello");
              },
              PowerCutExample::check);
      return "kept its promise";
    } catch (BrokenPromiseError e) {
      return "broke its promise";
    }
  }

  private static void save(Directory directory, String text, boolean sync) throws IOException {
    try (DataFile file = directory.create("note")) {
      file.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
      if (sync) {
        file.sync();
      }
    }
    // The content is safe; now the name. These are two things, and each needs its sync.
    directory.sync();
  }

  private static void check(Directory found, List<String> promised) throws IOException {
    for (String text : promised) {
      if (!read(found).equals(text)) {
        throw new AssertionError("lost: " + text);
      }
    }
  }

  private static String read(Directory found) throws IOException {
    try (DataFile file = found.openForReading("note")) {
      ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(file.size()));
      file.read(target, 0);
      return UTF_8.decode(target.flip()).toString();
    }
  }
}
