/** A durable, ordered log of opaque bytes. */
@NullMarked
package dev.holdfast.wal;

import org.jspecify.annotations.NullMarked;
