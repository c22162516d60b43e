/**
 * A write goes one way: {@link dev.holdfast.engine.internal.Request} through a bounded channel to
 * {@link dev.holdfast.engine.internal.CommitLoop}, from there to the log, and its answer through
 * {@link dev.holdfast.engine.internal.ReplyGate} back to the caller once the log is durable.
 * Recovery is {@link dev.holdfast.engine.internal.Recovery}: the same {@code apply}, fed by
 * snapshot and log.
 */
@NullMarked
package dev.holdfast.engine.internal;

import org.jspecify.annotations.NullMarked;
