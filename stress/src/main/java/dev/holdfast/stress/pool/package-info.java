/**
 * What two threads may see of each other through a pool. Read {@link
 * dev.holdfast.stress.pool.PoolStress} first.
 */
@NullMarked
package dev.holdfast.stress.pool;

import org.jspecify.annotations.NullMarked;
