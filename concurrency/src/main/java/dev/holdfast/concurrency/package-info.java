/**
 * Permits, rates, channels and workers that share one idea of time and of giving up.
 *
 * <p>Read {@link dev.holdfast.concurrency.Deadline} and {@link
 * dev.holdfast.concurrency.Cancellation} first: every call that waits takes one of them. Then
 * {@link dev.holdfast.concurrency.Semaphore} and {@link dev.holdfast.concurrency.RateLimiter} for
 * how many and how often, {@link dev.holdfast.concurrency.Channel} for handing over, and what is
 * made of these: {@link dev.holdfast.concurrency.WorkerPool}, {@link
 * dev.holdfast.concurrency.FanOut} and {@link dev.holdfast.concurrency.Pipeline}.
 */
@NullMarked
package dev.holdfast.concurrency;

import org.jspecify.annotations.NullMarked;
