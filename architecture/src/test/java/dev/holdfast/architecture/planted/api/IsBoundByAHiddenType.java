package dev.holdfast.architecture.planted.api;

import dev.holdfast.architecture.planted.Violation;
import dev.holdfast.architecture.planted.api.internal.Hidden;

@Violation
public final class IsBoundByAHiddenType<T extends Hidden> {
  public boolean isIt(T other) {
    return other.hashCode() == 0;
  }
}
