/**
 * How close the log gets to what the disk can do, with other logs beside it. Read {@link
 * dev.holdfast.bench.wal.Log} and {@link dev.holdfast.bench.wal.Subject} first, then {@link
 * dev.holdfast.bench.wal.AppendScenario}.
 */
@NullMarked
package dev.holdfast.bench.wal;

import org.jspecify.annotations.NullMarked;
