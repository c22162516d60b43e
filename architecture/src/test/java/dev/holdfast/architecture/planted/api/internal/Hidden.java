package dev.holdfast.architecture.planted.api.internal;

public class Hidden {
  public void run() {}
}
