package dev.holdfast.architecture.planted.graph.core;

import java.util.List;

public final class JobRules {
  public int prioritize(List<Integer> priorities) {
    return priorities.getFirst();
  }
}
