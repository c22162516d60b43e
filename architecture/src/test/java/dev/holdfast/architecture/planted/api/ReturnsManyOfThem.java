package dev.holdfast.architecture.planted.api;

import dev.holdfast.architecture.planted.Violation;
import dev.holdfast.architecture.planted.api.internal.Hidden;
import java.util.List;

@Violation
public final class ReturnsManyOfThem {
  public List<Hidden> all() {
    return List.of();
  }
}
