package dev.holdfast.storage.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps some of a sequence of unknown length, evenly: all while they are few, then every second,
 * every fourth and so on. Not thread safe: it is called under the disk's lock.
 */
final class Cuts<C> {
  private final int max;
  private final List<C> kept = new ArrayList<>();
  private long offered;
  private long stride = 1;

  Cuts(int max) {
    this.max = max;
  }

  /** The next of the sequence, made only if it is kept. */
  void offer(Supplier<C> next) {
    if (offered++ % stride != 0) {
      return;
    }
    if (kept.size() >= max) {
      List<C> half = new ArrayList<>();
      for (int i = 0; i < kept.size(); i += 2) {
        half.add(kept.get(i));
      }
      kept.clear();
      kept.addAll(half);
      stride *= 2;
    }
    kept.add(next.get());
  }

  List<C> kept() {
    return List.copyOf(kept);
  }
}
