package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;
import java.util.List;

@Violation
final class StreamsInParallel {
  long count(List<String> names) {
    return names.parallelStream().count();
  }
}
