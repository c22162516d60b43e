package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.planted.Violation;
import java.util.IdentityHashMap;
import java.util.Map;

@Violation
final class HandsAMapOut {
  private final IdentityHashMap<String, String> names = new IdentityHashMap<>();

  Map<String, String> names() {
    return names;
  }
}
