package dev.holdfast.architecture.planted.api;

import dev.holdfast.architecture.planted.Violation;
import dev.holdfast.architecture.planted.api.internal.HiddenException;

@Violation
public final class ThrowsAHiddenType {
  public void run() throws HiddenException {}
}
