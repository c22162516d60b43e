/** Tests of snapshots; {@code States} is their vocabulary. */
@NullMarked
package dev.holdfast.snapshot;

import org.jspecify.annotations.NullMarked;
