/** Tests. {@link dev.holdfast.pool.PoolContract} is what every pool must do. */
@NullMarked
package dev.holdfast.pool;

import org.jspecify.annotations.NullMarked;
