package dev.holdfast.architecture.planted.api;

import dev.holdfast.architecture.planted.api.internal.Hidden;
import java.util.List;

public final class Clean {
  private final Hidden hidden;

  Clean(Hidden hidden) {
    this.hidden = hidden;
  }

  public static Clean create() {
    return new Clean(new Hidden());
  }

  public List<String> names() {
    hidden.run();
    return List.of();
  }

  Hidden hidden() {
    return hidden;
  }
}
