package dev.holdfast.core;

import dev.holdfast.core.internal.SlotHeap;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** All gates by number, and those among them whose rate holds jobs up until a moment to come. */
final class Gates {
  private @Nullable Gate[] byNumber = new Gate[16];
  private int bound;
  private final ArrayList<Integer> free = new ArrayList<>();

  /** The number of each gate whose rate holds jobs up, in the order of the moments of opening. */
  final SlotHeap throttled = new SlotHeap(new SlotHeap.Places());

  int newNumber() {
    if (!free.isEmpty()) {
      return free.removeLast();
    }
    if (bound == byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, bound + (bound >> 1));
    }
    return bound++;
  }

  void add(Gate gate) {
    byNumber[gate.number] = gate;
  }

  void remove(Gate gate) {
    throttled.drop(gate.number);
    byNumber[gate.number] = null;
    free.add(gate.number);
  }

  Gate get(int number) {
    Gate gate = byNumber[number];
    if (gate == null) {
      throw new IllegalStateException("there is no gate " + number);
    }
    return gate;
  }

  /** The gate of this number, which is a queue. */
  QueueState queue(int number) {
    return (QueueState) get(number);
  }

  /** Brings the index of the throttled into agreement with a gate. */
  void throttle(Gate gate, long clockMillis) {
    if (!gate.rate().isUnlimited() && gate.pending > 0) {
      long opensAt = gate.opensAtMillis();
      if (opensAt > clockMillis) {
        throttled.put(gate.number, opensAt);
        return;
      }
    }
    throttled.drop(gate.number);
  }
}
