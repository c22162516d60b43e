package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.planted.Violation;
import java.util.HashSet;

@Violation
final class StreamsAHashSet {
  private final HashSet<String> names = new HashSet<>();

  long count() {
    return names.stream().filter(name -> name.isEmpty()).count();
  }
}
