package dev.holdfast.server.wiring;

import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.Workers;
import dev.holdfast.observability.Cardinality;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.QueueNames;
import dev.holdfast.observability.TelemetryNames;
import dev.holdfast.observability.binding.EngineMetrics;
import dev.holdfast.observability.binding.MessagingMetrics;
import dev.holdfast.observability.export.TelemetryExport;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import dev.holdfast.observability.otel.OtelMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Every metric of a run, on whichever roads there are. */
final class QueueMetrics {
  private final EngineMetrics engine;
  private final MessagingMetrics messaging;

  private QueueMetrics(EngineMetrics engine, MessagingMetrics messaging) {
    this.engine = engine;
    this.messaging = messaging;
  }

  /**
   * Binds the parts of a run.
   *
   * @param registry for the port, if there is one
   * @param export for a collector, if there is one
   * @param directories where log and snapshots are, looked at whenever metrics are read
   * @param workers filled as soon as there are workers
   */
  static QueueMetrics bind(
      Engine engine,
      Optional<? extends MeterRegistry> registry,
      Optional<TelemetryExport> export,
      DataDirectories directories,
      AtomicReference<@Nullable Workers> workers,
      int workerCount) {
    Meters meters = meters(registry, export);
    registry.ifPresent(it -> bindJvm(it, directories));
    export.ifPresent(it -> it.watch(meters));
    Watch _ = meters.total(TelemetryNames.TELEMETRY_LABELS_CAPPED, meters.cardinality()::capped);
    EngineMetrics metrics =
        new EngineMetrics(meters, directories.walName(), directories.snapshotConfig().name());
    metrics.watch(engine);
    metrics.watchLogSize(() -> directories.logFiles().bytes());
    watchWorkers(meters, workers, workerCount);
    return new QueueMetrics(metrics, new MessagingMetrics(meters));
  }

  private static Meters meters(
      Optional<? extends MeterRegistry> registry, Optional<TelemetryExport> export) {
    Cardinality cardinality = Cardinality.standard();
    Optional<Meters> scraped = registry.map(it -> new MicrometerMeters(it, cardinality));
    Optional<Meters> pushed =
        export.map(it -> new OtelMeters(it.openTelemetry().getMeter("dev.holdfast"), cardinality));
    if (scraped.isPresent() && pushed.isPresent()) {
      return Meters.both(scraped.get(), pushed.get());
    }
    return scraped.or(() -> pushed).orElseThrow();
  }

  /** Under Micrometer's own names: jvm, process, system and disk. */
  private static void bindJvm(MeterRegistry registry, DataDirectories directories) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmGcMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new DiskSpaceMetrics(directories.walPath().toFile()).bindTo(registry);
  }

  private static void watchWorkers(
      Meters meters, AtomicReference<@Nullable Workers> workers, int workerCount) {
    Glance busy =
        new Glance(() -> {
          Workers there = workers.get();
          return there == null ? 0 : there.active();
        });
    Watch _ = meters.gauge(QueueNames.WORKER_SLOTS, busy::look, "busy");
    Watch _ = meters.gauge(QueueNames.WORKER_SLOTS, () -> workerCount - busy.look(), "idle");
  }

  EngineListener listener() {
    return engine;
  }

  MessagingMetrics messaging() {
    return messaging;
  }
}
