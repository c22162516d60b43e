package dev.holdfast.observability.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** Says once that something cannot be sent, and again only after it could. Thread safe. */
final class Trouble {
  private final Consumer<String> warnings;

  /** Guarded by this. */
  private final Set<Signal.Kind> inTrouble = EnumSet.noneOf(Signal.Kind.class);

  Trouble(Consumer<String> warnings) {
    this.warnings = warnings;
  }

  void tell(Signal.Kind kind, CompletableResultCode result) {
    if (isNews(kind, result.isSuccess())) {
      Throwable why = result.getFailureThrowable();
      String reason = why == null ? "the collector did not take them" : why.toString();
      warnings.accept(kind.label() + " cannot be sent: " + reason);
    }
  }

  /** So many were given up at the end. */
  void gaveUp(Signal.Kind kind, long count) {
    if (count > 0 && isNews(kind, false)) {
      warnings.accept(kind.label() + " cannot be sent: " + count + " were given up at the end");
    }
  }

  private synchronized boolean isNews(Signal.Kind kind, boolean success) {
    if (success) {
      inTrouble.remove(kind);
      return false;
    }
    return inTrouble.add(kind);
  }
}
