package dev.holdfast.storage.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DiskDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same random calls have the same effect on the simulated disk and on a real one. */
class DifferentialTest {
  private static final int CALLS = 60;
  private static final int RUNS = 20;

  @Test
  void theSimulatedDiskDoesWhatARealOneDoes(@TempDir Path folder) throws IOException {
    for (long seed = 0; seed < RUNS; seed++) {
      Directory real = DiskDirectory.open(folder.resolve("run" + seed));
      Directory simulated = SimulatedDisk.withSeed(seed);
      for (int n = 0; n < CALLS; n++) {
        long call = seed * CALLS + n;
        assertThat(run(simulated, call)).as("call %d", call).isEqualTo(run(real, call));
      }
      assertThat(Disks.contents(simulated)).as("seed %d", seed).isEqualTo(Disks.contents(real));
    }
  }

  /** One call and what came of it. */
  private static String run(Directory directory, long seed) {
    Random random = new Random(seed);
    String name = "f" + random.nextInt(4);
    String other = "f" + random.nextInt(4);
    try {
      return switch (random.nextInt(8)) {
        case 0, 1 -> {
          directory.create(name).close();
          yield "created";
        }
        case 2 -> {
          directory.rename(name, other);
          yield "renamed";
        }
        case 3 -> {
          directory.delete(name);
          yield "deleted";
        }
        case 4 -> directory.list() + " " + directory.exists(name);
        case 5 -> {
          directory.sync();
          yield "synced";
        }
        default -> work(directory, name, random);
      };
    } catch (IOException e) {
      return e.getClass().getSimpleName();
    }
  }

  private static String work(Directory directory, String name, Random random) throws IOException {
    try (DataFile file = directory.open(name)) {
      Disks.write(file, name.repeat(random.nextInt(800)), random.nextInt(2000));
      file.truncate(random.nextInt(3000));
      ByteBuffer target = ByteBuffer.allocate(random.nextInt(1000));
      int count = file.read(target, random.nextInt(3000));
      file.sync();
      return file.size() + " " + count + " " + US_ASCII.decode(target.flip());
    }
  }
}
