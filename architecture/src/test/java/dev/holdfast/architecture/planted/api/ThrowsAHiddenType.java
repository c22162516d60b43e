package dev.holdfast.architecture.planted.api;

import dev.holdfast.architecture.Planted.Violation;
import dev.holdfast.architecture.planted.api.internal.HiddenException;

@Violation
public final class ThrowsAHiddenType {
  public void run() throws HiddenException {}
}
