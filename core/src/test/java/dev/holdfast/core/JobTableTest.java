package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.internal.Fingerprint;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobTableTest {

  @Test
  void findsEachJobAfterManyGrowths() {
    JobTable table = new JobTable();
    for (int i = 0; i < 10_000; i++) {
      assertThat(table.slotOf(new JobId("job-" + i))).isEqualTo(JobTable.NONE);
      assertThat(table.add(job("job-" + i))).isEqualTo(i);
    }
    assertThat(table.size()).isEqualTo(10_000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(table.slotOf(new JobId("job-" + i))).isEqualTo(i);
    }
  }

  @Test
  void tellsIdsOfOneHashApart() {
    Map<Integer, String> seen = new HashMap<>();
    int i = 0;
    String twin = null;
    while (twin == null) { // by chance about once in 80,000 ids
      twin = seen.put(Fingerprint.hash("job-" + i), "job-" + i);
      i++;
    }
    String last = "job-" + (i - 1);
    JobTable table = new JobTable();
    table.add(job(twin));
    assertThat(table.slotOf(new JobId(last))).isEqualTo(JobTable.NONE);
    table.add(job(last));
    assertThat(table.slotOf(new JobId(twin))).isZero();
    assertThat(table.slotOf(new JobId(last))).isEqualTo(1);
  }

  private static Job job(String id) {
    return Job.enqueued(JobSpec.of(new JobId(id), Payload.EMPTY), JobState.PENDING, 1, 0);
  }
}
