/** Tests of the parts. */
@NullMarked
package dev.holdfast.pool.internal;

import org.jspecify.annotations.NullMarked;
