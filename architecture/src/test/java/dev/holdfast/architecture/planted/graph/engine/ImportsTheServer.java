package dev.holdfast.architecture.planted.graph.engine;

import dev.holdfast.architecture.planted.Violation;
import dev.holdfast.architecture.planted.graph.server.Main;

@Violation
final class ImportsTheServer {
  Class<?> main() {
    return Main.class;
  }
}
