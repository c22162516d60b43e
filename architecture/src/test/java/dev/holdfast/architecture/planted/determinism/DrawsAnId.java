package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.Planted.Violation;
import java.util.UUID;

@Violation
final class DrawsAnId {
  String draw() {
    return UUID.randomUUID().toString();
  }
}
