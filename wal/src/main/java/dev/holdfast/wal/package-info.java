/**
 * A durable, ordered log of opaque records, numbered from 1 without gaps.
 *
 * <p>Read {@link dev.holdfast.wal.Wal} first: it writes. Then {@link dev.holdfast.wal.Durability},
 * which says what an acknowledgement is worth, and {@link dev.holdfast.wal.WalReader}, which reads
 * a log with or without owning it. The formats and the recovery steps are in the module's README.
 */
@NullMarked
package dev.holdfast.wal;

import org.jspecify.annotations.NullMarked;
