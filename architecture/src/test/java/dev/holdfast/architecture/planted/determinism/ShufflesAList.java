package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;
import java.util.Collections;
import java.util.List;

@Violation
final class ShufflesAList {
  void shuffle(List<String> names) {
    Collections.shuffle(names);
  }
}
