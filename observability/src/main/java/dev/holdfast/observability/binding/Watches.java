package dev.holdfast.observability.binding;

import dev.holdfast.observability.Meters.Watch;
import java.util.List;

/** Several as one. */
final class Watches {
  private Watches() {}

  static Watch all(Watch... watches) {
    List<Watch> all = List.of(watches);
    return () -> all.forEach(Watch::close);
  }
}
