/**
 * What the pools are made of. Read {@link dev.holdfast.pool.internal.Magazine} first, a stack of
 * idle objects, then {@link dev.holdfast.pool.internal.Depot}, a row of them.
 */
@NullMarked
package dev.holdfast.pool.internal;

import org.jspecify.annotations.NullMarked;
