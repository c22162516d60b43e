package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.planted.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

@Violation
final class IteratesAHashMap {
  int sum(List<String> names) {
    Map<String, Integer> lengths = new HashMap<>();
    names.forEach(name -> lengths.put(name, name.length()));
    int sum = 0;
    for (var entry : lengths.entrySet()) {
      sum = sum * 31 + entry.getValue();
    }
    return sum;
  }
}
