package dev.holdfast.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.jobs.DependencyOrder.CycleException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DependencyOrderTest {
  @Test
  void withoutDependenciesTheOrderIsThatOfTheFiles() {
    assertThat(order("a", "b", "c")).containsExactly("a", "b", "c");
  }

  @Test
  void whatIsNeededComesFirstAndNothingElseMoves() {
    assertThat(order("a", "b:d", "c", "d:e", "e", "f"))
        .containsExactly("a", "e", "d", "b", "c", "f");
  }

  @Test
  void whatIsNotInTheFilesIsNobodysConcern() {
    assertThat(order("a:elsewhere", "b")).containsExactly("a", "b");
  }

  @Test
  void aRingIsNamed() {
    assertThatThrownBy(() -> order("a", "b:c", "c:d", "d:b"))
        .isInstanceOf(CycleException.class)
        .hasMessage("b -> c -> d -> b");
  }

  @Test
  void aRingBehindOtherJobsIsNamedWithoutThem() {
    assertThatThrownBy(() -> order("a:b", "b:c", "c:d", "d:c"))
        .isInstanceOf(CycleException.class)
        .hasMessage("c -> d -> c");
  }

  @Test
  void aLongRingIsCutShort() {
    String[] jobs =
        IntStream.range(0, 30).mapToObj(i -> i + ":" + (i + 1) % 30).toArray(String[]::new);
    assertThatThrownBy(() -> order(jobs))
        .hasMessage("0 -> 1 -> 2 -> 3 -> 4 -> 5 -> 6 -> 7 -> 8 -> 9 -> (20 more) -> 0");
  }

  @Test
  void aChainAsLongAsTheFileNeedsNoStack() {
    int length = 300_000;
    JobIndex index = new JobIndex();
    for (int i = 0; i < length; i++) {
      int job = index.mention("job-" + i, 0, i);
      index.define(job, 0, i, 1, 0);
      if (i < length - 1) {
        index.dependencies(job, new int[] {index.mention("job-" + (i + 1), 0, i)});
      }
    }
    int[] order = DependencyOrder.of(index);
    assertThat(order).hasSize(length);
    assertThat(index.ids().get(order[0])).isEqualTo("job-" + (length - 1));
    assertThat(index.ids().get(order[length - 1])).isEqualTo("job-0");
  }

  @Test
  void anyGraphWithoutRingIsPutInOrder() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int jobs = 1 + random.nextInt(30);
      int[] rank = random.ints(jobs, 0, 1000).toArray();
      String[] graph = new String[jobs];
      for (int job = 0; job < jobs; job++) {
        int current = job;
        String needed =
            IntStream.range(0, jobs)
                .filter(other -> rank[other] < rank[current] && random.nextInt(5) == 0)
                .mapToObj(Integer::toString)
                .reduce("", (a, b) -> a.isEmpty() ? b : a + "," + b);
        graph[job] = job + ":" + needed;
      }
      List<String> order = order(graph);
      assertThat(order).as("seed %d", seed).hasSize(jobs).doesNotHaveDuplicates();
      for (String line : graph) {
        String[] parts = line.split(":", -1);
        for (String needed : parts[1].split(",", -1)) {
          if (!needed.isEmpty()) {
            assertThat(order.indexOf(needed))
                .as("seed %d", seed)
                .isLessThan(order.indexOf(parts[0]));
          }
        }
      }
    }
  }

  /** Each job as {@code id:needed,needed}. */
  private static List<String> order(String... jobs) {
    JobIndex index = new JobIndex();
    for (String line : jobs) {
      String[] parts = line.split(":", -1);
      int job = index.mention(parts[0], 0, 1);
      index.define(job, 0, 1, 1, 0);
      if (parts.length == 2 && !parts[1].isEmpty()) {
        index.dependencies(
            job,
            Arrays.stream(parts[1].split(",", -1))
                .mapToInt(id -> index.mention(id, 0, 1))
                .toArray());
      }
    }
    return Arrays.stream(DependencyOrder.of(index)).mapToObj(index.ids()::get).toList();
  }
}
