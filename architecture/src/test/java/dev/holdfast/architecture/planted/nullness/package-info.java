/** Marked, as it should be. */
@NullMarked
package dev.holdfast.architecture.planted.nullness;

import org.jspecify.annotations.NullMarked;
