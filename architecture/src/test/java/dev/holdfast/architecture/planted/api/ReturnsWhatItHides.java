package dev.holdfast.architecture.planted.api;

import dev.holdfast.architecture.planted.Violation;

@Violation
public final class ReturnsWhatItHides {
  public Secret secret() {
    return new Secret();
  }

  static final class Secret {}
}
