package dev.holdfast.engine.internal;

import dev.holdfast.engine.EngineFailedException;
import dev.holdfast.engine.Failure;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The first failure stops everything and is what every caller gets from then on. Thread safe. */
final class FailureLatch {
  private final AtomicReference<@Nullable EngineFailedException> first = new AtomicReference<>();
  private final Consumer<EngineFailedException> onFirst;

  FailureLatch(Consumer<EngineFailedException> onFirst) {
    this.onFirst = onFirst;
  }

  /** Keeps the failure if it is the first, and tells; returns the first in any case. */
  EngineFailedException fail(Throwable cause) {
    var failed =
        new EngineFailedException(
            "the engine stopped: %s. All that was acknowledged is on the disk; start again to recover it"
                .formatted(Failure.of(cause).message()),
            cause);
    if (first.compareAndSet(null, failed)) {
      onFirst.accept(failed);
    }
    return get().orElse(failed);
  }

  Optional<EngineFailedException> get() {
    return Optional.ofNullable(first.get());
  }
}
