package dev.holdfast.architecture.planted.graph.engine;

import dev.holdfast.architecture.planted.Violation;
import io.micrometer.core.instrument.Counter;

@Violation
final class CountsInAMetric {
  void count(Counter counter) {
    counter.increment();
  }
}
