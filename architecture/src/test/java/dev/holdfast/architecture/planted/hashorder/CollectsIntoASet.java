package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.planted.Violation;
import java.util.List;
import java.util.stream.Collectors;

@Violation
final class CollectsIntoASet {
  int first(List<Integer> numbers) {
    return numbers.stream().collect(Collectors.toSet()).iterator().next();
  }
}
