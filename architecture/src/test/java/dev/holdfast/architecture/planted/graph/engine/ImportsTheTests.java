package dev.holdfast.architecture.planted.graph.engine;

import dev.holdfast.architecture.planted.Violation;
import dev.holdfast.architecture.planted.graph.core.JobRules;
import dev.holdfast.architecture.planted.graph.examples.Example;

@Violation
final class ImportsTheTests {
  JobRules[] rules = {};

  Class<?> test() {
    return Example.class;
  }
}
