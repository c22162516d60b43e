package dev.holdfast.concurrency;

/**
 * What a stage of a {@link PipelineRun} has done so far.
 *
 * @param stage its name
 * @param received items that it has taken
 * @param emitted items that it has passed on
 * @param workNanos time spent in its work, summed over its threads
 * @param queued items that wait for it now
 */
public record StageStats(String stage, long received, long emitted, long workNanos, int queued) {}
