package dev.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The heaps against two plain maps that are sorted whenever someone asks. */
class SlotHeapProperties {

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void ordersByKeyThenSlot(
      @ForAll @Size(max = 150) List<@IntRange(max = 50) Integer> slots,
      @ForAll @IntRange(max = 60) int max,
      @ForAll @IntRange(max = 5) int keyMax) {
    SlotHeap.Places places = new SlotHeap.Places();
    SlotHeap here = new SlotHeap(places);
    SlotHeap there = new SlotHeap(places);
    Map<Integer, Long> inHere = new HashMap<>();
    Map<Integer, Long> inThere = new HashMap<>();
    for (int step = 0; step < slots.size(); step++) {
      int slot = slots.get(step);
      long key = (step * 31L) % 6;
      if (inHere.remove(slot) != null) { // each slot goes round: in here, in there, nowhere
        here.remove(slot);
        there.add(slot, key);
        inThere.put(slot, key);
      } else if (inThere.remove(slot) != null) {
        there.remove(slot);
      } else {
        here.add(slot, key);
        inHere.put(slot, key);
      }
      check(here, inHere);
      check(there, inThere);
    }
    assertThat(here.first(Math.max(1, max), keyMax))
        .containsExactly(sorted(inHere, Math.max(1, max), keyMax));
  }

  private static void check(SlotHeap heap, Map<Integer, Long> expected) {
    assertThat(heap.size()).isEqualTo(expected.size());
    assertThat(heap.isEmpty()).isEqualTo(expected.isEmpty());
    assertThat(heap.isInOrder()).isTrue();
    for (int slot = 0; slot <= 50; slot++) {
      assertThat(heap.contains(slot)).isEqualTo(expected.containsKey(slot));
    }
    expected.forEach((slot, key) -> assertThat(heap.contains(slot, key)).isTrue());
    if (!expected.isEmpty()) {
      int first = sorted(expected, 1, Long.MAX_VALUE)[0];
      assertThat(heap.first()).isEqualTo(first);
      assertThat(heap.firstKey()).isEqualTo(expected.get(first));
    }
  }

  private static int[] sorted(Map<Integer, Long> entries, int max, long keyMax) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue() <= keyMax)
        .sorted(
            Comparator.comparingLong((Map.Entry<Integer, Long> entry) -> entry.getValue())
                .thenComparingInt(Map.Entry::getKey))
        .mapToInt(Map.Entry::getKey)
        .limit(max)
        .toArray();
  }
}
