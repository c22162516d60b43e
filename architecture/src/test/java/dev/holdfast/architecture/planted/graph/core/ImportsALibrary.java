package dev.holdfast.architecture.planted.graph.core;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.holdfast.architecture.planted.Violation;

@Violation
final class ImportsALibrary {
  JavaClass type;

  ImportsALibrary(JavaClass type) {
    this.type = type;
  }
}
