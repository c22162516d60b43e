package dev.holdfast.architecture.planted.api;

import dev.holdfast.architecture.planted.Violation;
import dev.holdfast.architecture.planted.api.internal.Hidden;

@Violation
public final class ReturnsAnArray {
  public Hidden[] all() {
    return new Hidden[0];
  }
}
