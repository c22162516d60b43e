package dev.holdfast.architecture.planted.api.internal;

public class HiddenException extends RuntimeException {
  private static final long serialVersionUID = 1;
}
