package dev.holdfast.server.diagnostics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stacks laid over each other from the root on: a frame is there once below each caller, and weighs
 * what all stacks weigh that pass through it. Not thread safe.
 */
final class StackTree {

  /** A frame below one caller. */
  static final class Node {
    private final String frame;
    private final Map<String, Node> callees = new LinkedHashMap<>();
    private long total;
    private long self;

    private Node(String frame) {
      this.frame = frame;
    }

    String frame() {
      return frame;
    }

    /** The weight of all stacks through here. */
    long total() {
      return total;
    }

    /** The weight of all stacks that end here. */
    long self() {
      return self;
    }

    /** Whom it called, by name. */
    Collection<Node> callees() {
      return callees.values().stream().sorted(Comparator.comparing(Node::frame)).toList();
    }
  }

  /** How much a frame weighs as the last of its stack, wherever it stands. */
  record Hot(String frame, long self) {}

  private final Node root = new Node("all");
  private long stacks;

  /** Adds a stack, the first frame is the root's callee. */
  void add(List<String> frames, long weight) {
    stacks++;
    Node node = root;
    node.total += weight;
    for (String frame : frames) {
      node = node.callees.computeIfAbsent(frame, Node::new);
      node.total += weight;
    }
    node.self += weight;
  }

  Node root() {
    return root;
  }

  /** How many stacks were added. */
  long stacks() {
    return stacks;
  }

  /** The frames that weigh most by themselves, heaviest first. */
  List<Hot> hottest(int framesMax) {
    Map<String, Long> selves = new LinkedHashMap<>();
    collect(root, selves);
    return selves.entrySet().stream()
        .map(entry -> new Hot(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Hot::self).reversed().thenComparing(Hot::frame))
        .limit(framesMax)
        .toList();
  }

  private static void collect(Node top, Map<String, Long> selves) {
    List<Node> open = new ArrayList<>(List.of(top));
    while (!open.isEmpty()) {
      Node node = open.removeLast();
      if (node.self > 0) {
        selves.merge(node.frame, node.self, Long::sum);
      }
      open.addAll(node.callees.values());
    }
  }
}
