package dev.holdfast.observability.binding;

import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.EnqueueResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Adds jobs: {@code engine::enqueue}, or something around it that measures or traces. */
@FunctionalInterface
public interface JobProducer {

  /** Adds them, all or none; see {@link dev.holdfast.engine.Engine#enqueue}. */
  CompletableFuture<EnqueueResult> enqueue(List<JobSpec> jobs);
}
