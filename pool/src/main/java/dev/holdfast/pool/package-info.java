/**
 * Object pools that work the same on platform and on virtual threads. Read {@link
 * dev.holdfast.pool.Pool} first; {@link dev.holdfast.pool.ByteBufferPool}, {@link
 * dev.holdfast.pool.ByteArrayPool} and {@link dev.holdfast.pool.StringBuilderPool} are made of it.
 * {@link dev.holdfast.pool.BlockingPool} is for the few objects that are too dear to make more of.
 */
@NullMarked
package dev.holdfast.pool;

import org.jspecify.annotations.NullMarked;
