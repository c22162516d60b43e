package dev.holdfast.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.observability.Metric.Kind;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTest {

  static Stream<Metric> metrics() {
    return TelemetryNames.METRICS.stream();
  }

  @Test
  void theNamesThatDashboardsKnowKeepTheirSpelling() {
    assertThat(metrics().map(Metric::prometheusName))
        .contains(
            "queue_jobs_completed_total",
            "queue_jobs_dispatched_total",
            "queue_jobs_retried_total",
            "queue_job_duration_seconds",
            "queue_depth_gauge",
            "messaging_client_operation_duration_seconds",
            "messaging_process_duration_seconds",
            "messaging_client_sent_messages_total",
            "messaging_client_consumed_messages_total");
  }

  @Test
  void everyDeclaredMetricIsListedOnce() throws IllegalAccessException {
    List<Metric> declared = new ArrayList<>();
    for (Class<?> names :
        List.of(
            QueueNames.class,
            DiskNames.class,
            ConcurrencyNames.class,
            PoolNames.class,
            TelemetryNames.class)) {
      for (Field field : names.getFields()) {
        if (field.getType() == Metric.class) {
          declared.add((Metric) field.get(null));
        }
      }
    }
    assertThat(declared).hasSizeGreaterThan(60);
    assertThat(TelemetryNames.METRICS).containsExactlyInAnyOrderElementsOf(declared);
    assertThat(metrics().map(Metric::name)).doesNotHaveDuplicates();
    assertThat(metrics().map(Metric::prometheusName)).doesNotHaveDuplicates();
  }

  @Test
  void everyComponentHasMetrics() {
    for (Component component : Component.values()) {
      assertThat(TelemetryNames.of(component)).as("%s", component).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void helpIsASentenceAndUnitsAreUcum(Metric metric) {
    assertThat(metric.help()).matches("[A-Z0-9].*\\.");
    assertThat(metric.unit()).matches("s|By|1|\\{[a-z]+}");
    assertThat(metric.labels()).doesNotHaveDuplicates();
    assertThat(metric.buckets().isEmpty()).isEqualTo(metric.kind() != Kind.HISTOGRAM);
    assertThat(metric.buckets()).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void prometheusSeesWhatTheNameSays(Metric metric) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    MicrometerMeters meters = new MicrometerMeters(registry);
    String[] values = metric.labels().stream().map(_ -> "x").toArray(String[]::new);
    switch (metric.kind()) {
      case COUNTER -> meters.counter(metric, values).add(1);
      case GAUGE -> meters.gauge(metric, () -> 1, values);
      case HISTOGRAM -> meters.distribution(metric, values).record(1);
    }
    String name = metric.prometheusName();
    assertThat(registry.scrape())
        .contains("# HELP " + name + " " + metric.help() + "\n")
        .contains("# TYPE " + name + " " + metric.kindText() + "\n");
    String labels =
        String.join(
            ",", metric.prometheusLabels().stream().sorted().map(it -> it + "=\"x\"").toList());
    String sample = metric.kind() == Kind.HISTOGRAM ? name + "_count" : name;
    assertThat(registry.scrape())
        .contains("\n" + sample + (labels.isEmpty() ? " " : "{" + labels + "} ") + "1");
  }

  @Test
  void aTotalThatSomebodyElseKeepsHasTheSameName() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    MicrometerMeters meters = new MicrometerMeters(registry);
    Meters.Watch watch = meters.total(PoolNames.POOL_GETS, () -> 7, "a");
    System.gc(); // what is watched must not be forgotten
    assertThat(registry.scrape()).contains("holdfast_pool_gets_total{pool=\"a\"} 7.0\n");
    watch.close();
    assertThat(registry.scrape()).doesNotContain("holdfast_pool_gets_total");
  }

  @Test
  void cappedLabelsAreLabels() throws IllegalAccessException {
    List<String> all = new ArrayList<>();
    for (Field field : Labels.class.getFields()) {
      if (field.getType() == String.class) {
        all.add((String) field.get(null));
      }
    }
    assertThat(all).containsAll(Labels.CAPPED);
    List<String> used = metrics().flatMap(it -> it.labels().stream()).distinct().toList();
    assertThat(all).containsAll(used);
    assertThat(Arrays.asList(Labels.OVERFLOW)).doesNotContainAnyElementsOf(used);
  }
}
