package dev.holdfast.architecture.planted.graph.server;

public final class Main {
  private Main() {}
}
