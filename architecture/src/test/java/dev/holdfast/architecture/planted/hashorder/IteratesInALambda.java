package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.Planted.Violation;
import java.util.HashSet;

@Violation
final class IteratesInALambda {
  Runnable later(HashSet<String> names, StringBuilder out) {
    return () -> names.forEach(out::append);
  }
}
