/**
 * Binds the listeners of Holdfast's modules to {@link dev.holdfast.observability.Meters}. Each
 * class needs the one module that it names, so a program that has only the pools can use {@link
 * dev.holdfast.observability.binding.PoolMetrics}.
 */
@NullMarked
package dev.holdfast.observability.binding;

import org.jspecify.annotations.NullMarked;
