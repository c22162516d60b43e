/**
 * The durable queue: {@link dev.holdfast.core.JobMachine} behind a log. Read {@link
 * dev.holdfast.engine.Engine} first, then {@code internal.CommitLoop}: one thread that decides,
 * applies and logs, and answers only what is on the disk.
 */
@NullMarked
package dev.holdfast.engine;

import org.jspecify.annotations.NullMarked;
