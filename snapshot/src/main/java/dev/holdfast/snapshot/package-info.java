/**
 * Snapshots: a state's files, published atomically, checked as a whole, kept for a while.
 *
 * <p>Read {@link dev.holdfast.snapshot.SnapshotStore} first: it writes and recovers. {@link
 * dev.holdfast.snapshot.SnapshotCatalog} only reads, a live directory included. What a file looks
 * like is in {@code SnapshotFormat}.
 */
@NullMarked
package dev.holdfast.snapshot;

import org.jspecify.annotations.NullMarked;
