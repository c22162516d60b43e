package dev.holdfast.architecture.planted.hashorder;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class LooksUpOnly {
  private final Map<String, Integer> placeOf = new HashMap<>();

  boolean hasTwice(List<String> names) {
    Set<String> seen = HashSet.newHashSet(names.size());
    for (String name : names) {
      if (!seen.add(name)) {
        return true;
      }
    }
    return false;
  }

  int place(String name) {
    return placeOf.computeIfAbsent(name, String::length);
  }
}
