package dev.holdfast.concurrency;

import org.jspecify.annotations.Nullable;

/**
 * The channel takes no more elements, or has none left to give. It stays closed: do not call again.
 * If it was closed with an error, that error is the cause.
 */
public final class ChannelClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ChannelClosedException(@Nullable Throwable cause) {
    // An ordinary end is no fault worth a stack trace.
    super("the channel is closed", cause, false, cause != null);
  }
}
