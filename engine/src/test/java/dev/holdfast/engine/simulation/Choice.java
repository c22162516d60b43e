package dev.holdfast.engine.simulation;

import java.util.List;

/** Choices out of one number. */
final class Choice {
  private long left;

  Choice(long number) {
    this.left = number;
  }

  int upTo(int bound) {
    left = left * 6364136223846793005L + 1442695040888963407L;
    return (int) Long.remainderUnsigned(left >>> 20, Math.max(1, bound));
  }

  boolean oneIn(int many) {
    return upTo(many) == 0;
  }

  <T> T of(List<T> list) {
    return list.get(upTo(list.size()));
  }
}
