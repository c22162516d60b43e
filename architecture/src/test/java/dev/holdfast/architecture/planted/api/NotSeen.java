package dev.holdfast.architecture.planted.api;

import dev.holdfast.architecture.planted.api.internal.Hidden;

final class NotSeen {
  public Hidden hidden;

  NotSeen(Hidden hidden) {
    this.hidden = hidden;
  }
}
