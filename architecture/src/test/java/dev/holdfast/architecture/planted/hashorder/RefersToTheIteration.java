package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.planted.Violation;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

@Violation
final class RefersToTheIteration {
  private final ConcurrentHashMap<String, String> names = new ConcurrentHashMap<>();

  Supplier<Iterable<String>> all() {
    return names::values;
  }
}
