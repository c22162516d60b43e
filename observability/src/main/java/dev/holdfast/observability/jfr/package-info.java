/**
 * Binds the listeners to Flight Recorder: {@link dev.holdfast.observability.jfr.JfrEngineListener}
 * for a queue, {@link dev.holdfast.observability.jfr.JfrWalListener} for a log alone, {@link
 * dev.holdfast.observability.jfr.JfrSemaphoreListener} for a semaphore. {@link
 * dev.holdfast.observability.jfr.HoldfastEvents} names the events.
 */
@NullMarked
package dev.holdfast.observability.jfr;

import org.jspecify.annotations.NullMarked;
