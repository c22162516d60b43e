package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.Planted.Violation;
import java.time.InstantSource;

@Violation
final class AsksForTheDate {
  Object now(InstantSource clock) {
    return clock.instant();
  }
}
