package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;
import java.time.InstantSource;

@Violation
final class AsksForTheDate {
  Object now(InstantSource clock) {
    return clock.instant();
  }
}
