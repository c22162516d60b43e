package dev.holdfast.concurrency;

import org.jspecify.annotations.Nullable;

/**
 * A first-in first-out queue of which any member can leave in constant time. Not safe for threads:
 * its owner's lock guards it.
 */
final class WaitQueue<N extends WaitQueue.Node<N>> {
  /** What can stand in such a queue, in one at a time. */
  abstract static class Node<N extends Node<N>> {
    @Nullable N before;
    @Nullable N behind;
    boolean queued;
  }

  private @Nullable N first;
  private @Nullable N last;
  private int size;

  @Nullable N first() {
    return first;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return first == null;
  }

  void add(N node) {
    node.before = last;
    if (last == null) {
      first = node;
    } else {
      last.behind = node;
    }
    last = node;
    node.queued = true;
    size++;
  }

  /** Takes the first out; null if there is none. */
  @Nullable N poll() {
    N node = first;
    if (node != null) {
      remove(node);
    }
    return node;
  }

  /** Takes the node out if it is in; returns whether it was. */
  boolean remove(N node) {
    if (!node.queued) {
      return false;
    }
    if (node.before == null) {
      first = node.behind;
    } else {
      node.before.behind = node.behind;
    }
    if (node.behind == null) {
      last = node.before;
    } else {
      node.behind.before = node.before;
    }
    node.before = null;
    node.behind = null;
    node.queued = false;
    size--;
    return true;
  }
}
