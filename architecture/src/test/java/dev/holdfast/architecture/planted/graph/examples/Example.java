package dev.holdfast.architecture.planted.graph.examples;

public final class Example {
  private Example() {}
}
