package dev.holdfast.server.config;

/** A configuration that cannot be used; the message names file, line and key, or the variable. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what cannot be used, and why. */
  public ConfigException(String message) {
    super(message);
  }
}
