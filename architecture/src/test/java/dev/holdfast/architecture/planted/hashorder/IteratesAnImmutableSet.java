package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.planted.Violation;
import java.util.Set;

@Violation
final class IteratesAnImmutableSet {
  String joined() {
    return String.join(",", Set.of("a", "b"));
  }
}
