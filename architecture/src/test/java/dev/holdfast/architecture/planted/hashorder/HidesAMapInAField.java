package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.Planted.Violation;
import java.util.HashMap;
import java.util.Map;

@Violation
final class HidesAMapInAField {
  private final Map<String, String> names;

  HidesAMapInAField() {
    names = new HashMap<>();
  }

  String name(String id) {
    return names.getOrDefault(id, id);
  }
}
