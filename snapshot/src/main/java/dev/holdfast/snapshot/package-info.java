/** Atomically published, checksummed state files. */
@NullMarked
package dev.holdfast.snapshot;

import org.jspecify.annotations.NullMarked;
