package dev.holdfast.pool.internal;

/** What passed through a depot, and what lies in it. */
public record DepotCounts(long hits, long stored, int idle, long bytesIdle) {
  static final DepotCounts NONE = new DepotCounts(0, 0, 0, 0);

  DepotCounts plus(DepotCounts other) {
    return new DepotCounts(
        hits + other.hits, stored + other.stored, idle + other.idle, bytesIdle + other.bytesIdle);
  }
}
