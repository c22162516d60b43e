package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;
import java.util.UUID;

@Violation
final class DrawsAnId {
  String draw() {
    return UUID.randomUUID().toString();
  }
}
