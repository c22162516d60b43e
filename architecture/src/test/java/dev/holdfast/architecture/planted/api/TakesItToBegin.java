package dev.holdfast.architecture.planted.api;

import dev.holdfast.architecture.planted.Violation;
import dev.holdfast.architecture.planted.api.internal.Hidden;

@Violation
public final class TakesItToBegin {
  private final Hidden hidden;

  public TakesItToBegin(Hidden hidden) {
    this.hidden = hidden;
  }

  public void run() {
    hidden.run();
  }
}
