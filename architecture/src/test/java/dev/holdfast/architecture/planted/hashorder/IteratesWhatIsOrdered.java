package dev.holdfast.architecture.planted.hashorder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

final class IteratesWhatIsOrdered {
  private final Map<String, Integer> sorted = new TreeMap<>();
  private final Map<String, Integer> linked = new LinkedHashMap<>();

  int sum(Set<Integer> more) {
    int sum = 0;
    for (int value : sorted.values()) {
      sum += value;
    }
    for (var entry : linked.entrySet()) {
      sum += entry.getValue();
    }
    for (int value : more) {
      sum += value;
    }
    return sum;
  }
}
