package dev.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The graph against a map of lists. */
class DependencyGraphProperties {

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void keepsTheEdgesOfEachParentInOrder(
      @ForAll @Size(max = 200) List<@IntRange(max = 999) Integer> steps) {
    DependencyGraph graph = new DependencyGraph();
    Map<Integer, List<Integer>> edges = new HashMap<>();
    for (int step : steps) {
      int parent = step % 10;
      int child = 10 + step / 10 % 20;
      if (step >= 800) {
        List<Integer> closed = edges.remove(parent);
        assertThat(graph.close(parent)).containsExactly(ints(closed == null ? List.of() : closed));
      } else {
        graph.add(parent, child);
        edges.computeIfAbsent(parent, _ -> new ArrayList<>()).add(child);
      }
      check(graph, edges);
    }
  }

  @Example
  void usesTheEdgesOfClosedParentsAgain() {
    DependencyGraph graph = new DependencyGraph();
    for (int parent = 0; parent < 1_000; parent++) {
      graph.add(parent, parent + 1);
      graph.add(parent, parent + 2);
      assertThat(graph.close(parent)).containsExactly(parent + 1, parent + 2);
      assertThat(graph.open(parent + 2)).isZero();
    }
    assertThat(graph.edgesEver()).isEqualTo(2);
  }

  private static void check(DependencyGraph graph, Map<Integer, List<Integer>> edges) {
    List<Integer> children = new ArrayList<>();
    for (int parent = 0; parent < 10; parent++) {
      List<Integer> expected = edges.getOrDefault(parent, List.of());
      assertThat(graph.dependents(parent)).containsExactly(ints(expected));
      children.addAll(expected);
    }
    for (int child = 10; child < 30; child++) {
      assertThat(graph.open(child)).isEqualTo(Collections.frequency(children, child));
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
