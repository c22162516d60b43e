/**
 * The job rules of Holdfast as one deterministic state machine, without clock, threads or I/O.
 *
 * <p>Read {@link dev.holdfast.core.JobMachine} first: it decides a {@link
 * dev.holdfast.core.Command} into a {@link dev.holdfast.core.Decision}, and applies each {@link
 * dev.holdfast.core.Event} of it. Then {@link dev.holdfast.core.Job}, which is all that there is to
 * know about one job, and {@link dev.holdfast.core.JobState}. What may be set is in {@link
 * dev.holdfast.core.QueueSettings} and {@link dev.holdfast.core.Limits}. Times are milliseconds
 * since the epoch, and always an argument.
 *
 * <p>Inside, {@code Decider}, {@code Admission} and {@code Settlement} decide, {@code Transitions}
 * applies, {@code MachineState} holds the jobs, and {@code Queues} knows who is served next. {@link
 * dev.holdfast.core.Restoration} builds a machine out of what a snapshot has kept.
 */
@NullMarked
package dev.holdfast.core;

import org.jspecify.annotations.NullMarked;
