package dev.holdfast.engine;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DiskDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EngineOnRealDiskTest extends EngineContract {
  @TempDir Path folder;

  @Override
  Directory directory() {
    try {
      return DiskDirectory.open(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
