package dev.holdfast.observability.binding;

import dev.holdfast.concurrency.PipelineListener;
import dev.holdfast.concurrency.PipelineRun;
import dev.holdfast.concurrency.StageStats;
import dev.holdfast.observability.ConcurrencyNames;
import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Distribution;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.Series;
import java.util.ArrayList;
import java.util.List;

/** Measures a pipeline: start the run with it, then {@link #watch} the run. Thread safe. */
public final class PipelineMetrics implements PipelineListener {
  private final Meters meters;
  private final String name;
  private final Series<Distribution> items;

  /** Registers the meters for a pipeline of this name. */
  public PipelineMetrics(Meters meters, String pipeline) {
    this.meters = meters;
    this.name = meters.cardinality().admit(Labels.PIPELINE, pipeline);
    this.items = meters.distributions(ConcurrencyNames.PIPELINE_ITEM_DURATION);
  }

  /**
   * Reports what waits for each stage and what it has passed on, until the watch is closed; close
   * it when the run has ended, before the next one is watched.
   */
  public Watch watch(PipelineRun<?, ?> run) {
    List<Watch> watches = new ArrayList<>();
    List<StageStats> stages = run.stats();
    for (int i = 0; i < stages.size(); i++) {
      int index = i;
      String stage = meters.cardinality().admit(Labels.STAGE, stages.get(i).stage());
      watches.add(
          meters.gauge(
              ConcurrencyNames.PIPELINE_QUEUE_LENGTH,
              () -> run.stats().get(index).queued(),
              name,
              stage));
      watches.add(
          meters.total(
              ConcurrencyNames.PIPELINE_EMITTED,
              () -> run.stats().get(index).emitted(),
              name,
              stage));
    }
    return Watches.all(watches.toArray(Watch[]::new));
  }

  @Override
  public void itemDone(String stage, long workNanos, boolean failed) {
    items.of(name, stage, failed ? "failed" : "succeeded").record(workNanos);
  }
}
