package dev.holdfast.core.internal;

import java.util.Arrays;

/**
 * Who waits for whom: an edge leads from a slot that is not completed to a blocked slot that
 * depends on it.
 *
 * <p>Adding an edge costs O(1); taking away those of a parent, or those of a dependent, costs
 * O(that many). Edges are numbers into plain arrays, chained twice: those of one parent in the
 * order in which they were added, those of one dependent in any. Without dependencies it takes no
 * memory.
 */
public final class DependencyGraph {
  private static final int[] NOBODY = {};

  /** By edge. Numbers of edges begin at 1, so that 0 is none. */
  private int[] parent = {};

  private int[] dependent = {};
  private int[] nextOfParent = {};
  private int[] previousOfParent = {};
  private int[] nextOfDependent = {};

  /** By slot. */
  private int[] firstOfParent = {};

  private int[] lastOfParent = {};
  private int[] firstOfDependent = {};
  private int[] open = {};

  private int edges;
  private int unused;

  /** The dependent waits for the parent. */
  public void add(int to, int from) {
    int edge = newEdge();
    firstOfParent = withRoomFor(firstOfParent, to);
    lastOfParent = withRoomFor(lastOfParent, to);
    firstOfDependent = withRoomFor(firstOfDependent, from);
    open = withRoomFor(open, from);
    parent[edge] = to;
    dependent[edge] = from;
    nextOfParent[edge] = 0;
    previousOfParent[edge] = lastOfParent[to];
    if (lastOfParent[to] == 0) {
      firstOfParent[to] = edge;
    } else {
      nextOfParent[lastOfParent[to]] = edge;
    }
    lastOfParent[to] = edge;
    nextOfDependent[edge] = firstOfDependent[from];
    firstOfDependent[from] = edge;
    open[from]++;
  }

  /** Who waits for this parent, in the order of adding. */
  public int[] dependents(int of) {
    if (!hasDependents(of)) {
      return NOBODY;
    }
    int[] found = new int[16];
    int count = 0;
    for (int edge = firstOfParent[of]; edge != 0; edge = nextOfParent[edge]) {
      if (count == found.length) {
        found = Arrays.copyOf(found, 2 * count);
      }
      found[count++] = dependent[edge];
    }
    return Arrays.copyOf(found, count);
  }

  /** Whether anybody waits for this parent. */
  public boolean hasDependents(int of) {
    return of < firstOfParent.length && firstOfParent[of] != 0;
  }

  /** Whom this dependent waits for, in no particular order. */
  public int[] parents(int of) {
    int[] found = new int[open(of)];
    int count = 0;
    if (found.length > 0) {
      for (int edge = firstOfDependent[of]; edge != 0; edge = nextOfDependent[edge]) {
        found[count++] = parent[edge];
      }
    }
    return found;
  }

  /** How many slots this one waits for. */
  public int open(int of) {
    return of < open.length ? open[of] : 0;
  }

  /** Nobody waits for this parent any more. Says who did, in the order of adding. */
  public int[] removeParent(int of) {
    int[] waited = dependents(of);
    if (waited.length > 0) {
      int edge = firstOfParent[of];
      while (edge != 0) {
        int next = nextOfParent[edge];
        unchainFromDependent(edge);
        free(edge);
        edge = next;
      }
      firstOfParent[of] = 0;
      lastOfParent[of] = 0;
    }
    return waited;
  }

  /** This dependent waits for nobody any more. Says for whom it did. */
  public int[] removeDependent(int of) {
    int[] waitedFor = parents(of);
    if (waitedFor.length > 0) {
      int edge = firstOfDependent[of];
      while (edge != 0) {
        int next = nextOfDependent[edge];
        unchainFromParent(edge);
        free(edge);
        edge = next;
      }
      firstOfDependent[of] = 0;
      open[of] = 0;
    }
    return waitedFor;
  }

  /** This dependent no longer waits for this parent, for which it did. */
  public void remove(int to, int from) {
    int edge = firstOfDependent[from];
    while (parent[edge] != to) {
      edge = nextOfDependent[edge];
    }
    unchainFromParent(edge);
    unchainFromDependent(edge);
    free(edge);
  }

  /** How many edges there is a number for, those that are unused included. */
  int edgesEver() {
    return edges;
  }

  private void unchainFromParent(int edge) {
    int before = previousOfParent[edge];
    int after = nextOfParent[edge];
    if (before == 0) {
      firstOfParent[parent[edge]] = after;
    } else {
      nextOfParent[before] = after;
    }
    if (after == 0) {
      lastOfParent[parent[edge]] = before;
    } else {
      previousOfParent[after] = before;
    }
  }

  private void unchainFromDependent(int edge) {
    int from = dependent[edge];
    if (firstOfDependent[from] == edge) {
      firstOfDependent[from] = nextOfDependent[edge];
    } else {
      int before = firstOfDependent[from];
      while (nextOfDependent[before] != edge) {
        before = nextOfDependent[before];
      }
      nextOfDependent[before] = nextOfDependent[edge];
    }
    open[from]--;
  }

  private int newEdge() {
    if (unused != 0) {
      int edge = unused;
      unused = nextOfParent[edge];
      return edge;
    }
    edges++;
    parent = withRoomFor(parent, edges);
    dependent = withRoomFor(dependent, edges);
    nextOfParent = withRoomFor(nextOfParent, edges);
    previousOfParent = withRoomFor(previousOfParent, edges);
    nextOfDependent = withRoomFor(nextOfDependent, edges);
    return edges;
  }

  private void free(int edge) {
    nextOfParent[edge] = unused;
    unused = edge;
  }

  private static int[] withRoomFor(int[] array, int index) {
    return index < array.length
        ? array
        : Arrays.copyOf(array, SlotHeap.grown(Math.max(16, array.length), index));
  }
}
