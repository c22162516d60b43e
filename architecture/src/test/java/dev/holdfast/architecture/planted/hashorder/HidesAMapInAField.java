package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.planted.Violation;
import java.util.HashMap;
import java.util.Map;

@Violation
final class HidesAMapInAField {
  private final Map<String, String> names;

  HidesAMapInAField() {
    names = new HashMap<>();
  }

  int sum() {
    return names.values().stream().mapToInt(String::length).sum();
  }
}
