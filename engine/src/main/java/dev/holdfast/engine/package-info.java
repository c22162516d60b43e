/**
 * The durable queue: {@link dev.holdfast.core.JobMachine} behind a log. Read {@link
 * dev.holdfast.engine.Engine} first, then {@code internal.StateOwner}, which decides, logs and
 * applies, and {@code internal.CommitLoop}, the thread around it, which answers only what is on the
 * disk. For workers, read {@link dev.holdfast.engine.Handlers} and {@code internal.WorkerSlot}.
 */
@NullMarked
package dev.holdfast.engine;

import org.jspecify.annotations.NullMarked;
