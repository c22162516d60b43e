package dev.holdfast.architecture.planted.api;

import dev.holdfast.architecture.planted.Violation;
import dev.holdfast.architecture.planted.api.internal.Hidden;

@Violation
public class ShowsItToHeirs {
  protected Hidden hidden;

  ShowsItToHeirs(Hidden hidden) {
    this.hidden = hidden;
  }
}
