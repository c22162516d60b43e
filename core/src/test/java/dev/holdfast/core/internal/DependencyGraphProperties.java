package dev.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The graph against a list of edges. */
class DependencyGraphProperties {
  private static final int PARENTS = 10;
  private static final int SLOTS = 30;

  private record Edge(int parent, int child) {}

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void keepsTheEdgesOfEachParentInOrder(
      @ForAll @Size(max = 200) List<@IntRange(max = 1_199) Integer> steps) {
    DependencyGraph graph = new DependencyGraph();
    List<Edge> edges = new ArrayList<>();
    for (int step : steps) {
      Edge edge = new Edge(step % PARENTS, PARENTS + step / PARENTS % (SLOTS - PARENTS));
      if (step < 800) {
        if (!edges.contains(edge)) {
          graph.add(edge.parent, edge.child);
          edges.add(edge);
        }
      } else if (step < 900) {
        assertThat(graph.removeParent(edge.parent)).containsExactly(children(edges, edge.parent));
        edges.removeIf(each -> each.parent == edge.parent);
      } else if (step < 1_000) {
        assertThat(graph.removeDependent(edge.child))
            .containsExactlyInAnyOrder(parents(edges, edge.child));
        edges.removeIf(each -> each.child == edge.child);
      } else if (edges.remove(edge)) {
        graph.remove(edge.parent, edge.child);
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
      assertThat(graph.removeParent(parent)).containsExactly(parent + 1, parent + 2);
      assertThat(graph.open(parent + 2)).isZero();
      graph.add(parent, parent + 1);
      assertThat(graph.removeDependent(parent + 1)).containsExactly(parent);
    }
    assertThat(graph.edgesEver()).isEqualTo(2);
  }

  private static void check(DependencyGraph graph, List<Edge> edges) {
    for (int slot = 0; slot < SLOTS; slot++) {
      int[] children = children(edges, slot);
      int[] parents = parents(edges, slot);
      assertThat(graph.dependents(slot)).containsExactly(children);
      assertThat(graph.hasDependents(slot)).isEqualTo(children.length > 0);
      assertThat(graph.parents(slot)).containsExactlyInAnyOrder(parents);
      assertThat(graph.open(slot)).isEqualTo(parents.length);
    }
  }

  private static int[] children(List<Edge> edges, int parent) {
    return edges.stream().filter(edge -> edge.parent == parent).mapToInt(Edge::child).toArray();
  }

  private static int[] parents(List<Edge> edges, int child) {
    return edges.stream().filter(edge -> edge.child == child).mapToInt(Edge::parent).toArray();
  }
}
