package dev.holdfast.engine;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DiskDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class EngineOnRealDiskTest {
  @TempDir Path folder;

  @Nested
  class Jobs extends EngineJobsContract {
    @Override
    Directory directory() {
      return disk();
    }
  }

  @Nested
  class Queues extends EngineQueuesContract {
    @Override
    Directory directory() {
      return disk();
    }
  }

  private Directory disk() {
    try {
      return DiskDirectory.open(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
