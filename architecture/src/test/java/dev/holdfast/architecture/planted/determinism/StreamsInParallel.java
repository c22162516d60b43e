package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.Planted.Violation;
import java.util.List;

@Violation
final class StreamsInParallel {
  long count(List<String> names) {
    return names.parallelStream().count();
  }
}
