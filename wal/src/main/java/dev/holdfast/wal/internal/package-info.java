/**
 * How the log works inside. {@link dev.holdfast.wal.internal.BatchQueue} takes records in, {@link
 * dev.holdfast.wal.internal.CommitThread} brings them to the disk, {@link
 * dev.holdfast.wal.internal.LogScan} judges what a crash has left.
 */
@NullMarked
package dev.holdfast.wal.internal;

import org.jspecify.annotations.NullMarked;
