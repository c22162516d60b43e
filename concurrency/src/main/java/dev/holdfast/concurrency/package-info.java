/**
 * Permits, rates, channels and workers that share one idea of time and of giving up.
 *
 * <p>Read {@link dev.holdfast.concurrency.Deadline} first: every call that waits takes one. Then
 * {@link dev.holdfast.concurrency.Channel}, and what is made of channels: {@link
 * dev.holdfast.concurrency.WorkerPool}.
 */
@NullMarked
package dev.holdfast.concurrency;

import org.jspecify.annotations.NullMarked;
