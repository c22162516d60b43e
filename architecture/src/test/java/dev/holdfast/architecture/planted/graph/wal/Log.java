package dev.holdfast.architecture.planted.graph.wal;

import dev.holdfast.architecture.planted.graph.storage.Files;

public final class Log {
  private final Files files = new Files();

  public int segments() {
    return files.count();
  }
}
