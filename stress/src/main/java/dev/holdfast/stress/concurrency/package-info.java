/**
 * What two threads may see of each other through a semaphore, a limiter and a channel. Read {@link
 * dev.holdfast.stress.concurrency.SemaphoreStress} first.
 */
@NullMarked
package dev.holdfast.stress.concurrency;

import org.jspecify.annotations.NullMarked;
