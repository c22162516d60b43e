package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.planted.Violation;
import java.util.HashSet;

@Violation
final class IteratesInALambda {
  private final HashSet<String> names = new HashSet<>();

  Runnable later(StringBuilder out) {
    return () -> names.forEach(out::append);
  }
}
