package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;
import java.nio.file.Files;
import java.nio.file.Path;

@Violation
final class OpensAFile {
  boolean isThere(Path file) {
    return Files.exists(file);
  }
}
