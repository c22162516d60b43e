package dev.holdfast.architecture.planted.graph.storage;

public final class Files {
  public int count() {
    return 0;
  }
}
