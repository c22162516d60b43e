/** Semaphore, rate limiter, worker pool, fan-out, channel, pipeline, deadline. */
@NullMarked
package dev.holdfast.concurrency;

import org.jspecify.annotations.NullMarked;
