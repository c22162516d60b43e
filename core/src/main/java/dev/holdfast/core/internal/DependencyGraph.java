package dev.holdfast.core.internal;

import java.util.Arrays;

/**
 * Who waits for whom: an edge leads from a slot that is not finished to a slot that depends on it.
 *
 * <p>Adding an edge costs O(1), closing a parent O(its edges). Edges are numbers into plain arrays;
 * those of one parent form a ring, entered at its last edge, so that they come out in the order in
 * which they went in. Without dependencies it takes no memory.
 */
public final class DependencyGraph {
  private static final int NONE = -1;
  private static final int[] NOBODY = {};

  /** By child: how many of its edges are not closed. */
  private int[] open = {};

  /** By parent: its last edge plus 1, or 0. */
  private int[] lastEdge = {};

  /** By edge: who depends. */
  private int[] child = {};

  /** By edge: the next of the ring; of an unused edge, the next unused one. */
  private int[] next = {};

  private int edges;
  private int unused = NONE;

  /** The child depends on the parent. */
  public void add(int parent, int dependent) {
    lastEdge = withRoomFor(lastEdge, parent);
    open = withRoomFor(open, dependent);
    int edge = newEdge();
    child[edge] = dependent;
    int last = lastEdge[parent] - 1;
    if (last == NONE) {
      next[edge] = edge;
    } else {
      next[edge] = next[last];
      next[last] = edge;
    }
    lastEdge[parent] = edge + 1;
    open[dependent]++;
  }

  /** Who depends on this parent, in the order of adding. */
  public int[] dependents(int parent) {
    if (parent >= lastEdge.length || lastEdge[parent] == 0) {
      return NOBODY;
    }
    int last = lastEdge[parent] - 1;
    int[] dependents = new int[16];
    int count = 0;
    int edge = last;
    do {
      edge = next[edge];
      if (count == dependents.length) {
        dependents = Arrays.copyOf(dependents, 2 * count);
      }
      dependents[count++] = child[edge];
    } while (edge != last);
    return Arrays.copyOf(dependents, count);
  }

  /** Forgets the edges of this parent, and says whom they led to, in the order of adding. */
  public int[] close(int parent) {
    int[] dependents = dependents(parent);
    if (dependents.length > 0) {
      int last = lastEdge[parent] - 1;
      int first = next[last];
      next[last] = unused;
      unused = first;
      lastEdge[parent] = 0;
      for (int dependent : dependents) {
        open[dependent]--;
      }
    }
    return dependents;
  }

  /** How many open edges lead to this slot. */
  public int open(int dependent) {
    return dependent < open.length ? open[dependent] : 0;
  }

  /** How many edges there is a number for, those that are unused included. */
  int edgesEver() {
    return edges;
  }

  private int newEdge() {
    if (unused != NONE) {
      int edge = unused;
      unused = next[edge];
      return edge;
    }
    child = withRoomFor(child, edges);
    next = withRoomFor(next, edges);
    return edges++;
  }

  private static int[] withRoomFor(int[] array, int index) {
    return index < array.length
        ? array
        : Arrays.copyOf(array, SlotHeap.grown(Math.max(16, array.length), index));
  }
}
