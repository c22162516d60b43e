package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The table against a map, with jobs that come and go: removal must leave every search whole. */
class JobTableProperties {
  static final int IDS = 40;

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void findsWhatIsThereAndNothingElse(
      @ForAll @Size(max = 400) List<@IntRange(max = IDS - 1) Integer> steps) {
    JobTable table = new JobTable();
    Map<Integer, Integer> slots = new HashMap<>();
    for (int number : steps) {
      Integer slot = slots.remove(number);
      if (slot == null) {
        slots.put(number, table.add(job(number)));
      } else {
        table.remove(slot);
        assertThat(table.isFree(slot)).isTrue();
      }
      check(table, slots);
    }
  }

  private static void check(JobTable table, Map<Integer, Integer> slots) {
    assertThat(table.size()).isEqualTo(slots.size());
    assertThat(slots.values()).doesNotHaveDuplicates().allMatch(slot -> slot < table.bound());
    for (int number = 0; number < IDS; number++) {
      assertThat(table.slotOf(id(number))).isEqualTo(slots.getOrDefault(number, JobTable.NONE));
    }
    slots.forEach((number, slot) -> assertThat(table.get(slot).id()).isEqualTo(id(number)));
  }

  private static JobId id(int number) {
    return new JobId("job-" + number);
  }

  private static Job job(int number) {
    return Job.enqueued(JobSpec.of(id(number), Payload.EMPTY), JobState.PENDING, 1, 0);
  }
}
