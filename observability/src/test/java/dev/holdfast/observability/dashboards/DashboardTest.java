package dev.holdfast.observability.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.observability.Metric;
import dev.holdfast.observability.Metric.Kind;
import dev.holdfast.observability.TelemetryNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dashboard and alert rules name only what {@link TelemetryNames} declares. */
class DashboardTest {
  private static final Path DIRECTORY = Path.of("dashboards");
  private static final String DATA_SOURCE = "${datasource}";

  /** What Prometheus, Micrometer's own binders and the rules themselves add. */
  private static final Map<String, Set<String>> FOREIGN =
      Map.of(
          "up", Set.of(),
          "process_start_time_seconds", Set.of(),
          "process_cpu_usage", Set.of(),
          "system_cpu_usage", Set.of(),
          "jvm_memory_used_bytes", Set.of("area"),
          "jvm_memory_max_bytes", Set.of("area"),
          "jvm_gc_pause_seconds_sum", Set.of(),
          "jvm_threads_live_threads", Set.of(),
          "disk_free_bytes", Set.of(),
          "disk_total_bytes", Set.of());

  private static final Set<String> ON_EVERYTHING = Set.of("instance", "job", "le");
  private static final Pattern EXPRESSION = Pattern.compile("expr: (\\|\\n(?: {10}.*\\n)+|.+\\n)");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
  private static final Pattern RECORDED = Pattern.compile("- record: (\\S+)");
  private static final Pattern FIRES =
      Pattern.compile("alertname: (\\w+)\\n +exp_alerts:\\n +- exp_labels:");

  private final Json dashboard = Json.read(DIRECTORY.resolve("holdfast.json"));
  private final Map<String, Set<String>> labelsByMetric = known();

  /** The names as Prometheus stores them, with their labels. */
  private static Map<String, Set<String>> known() {
    Map<String, Set<String>> known = new HashMap<>(FOREIGN);
    for (Metric metric : TelemetryNames.METRICS) {
      List<String> suffixes =
          metric.kind() == Kind.HISTOGRAM ? List.of("_bucket", "_sum", "_count") : List.of("");
      for (String suffix : suffixes) {
        known.put(metric.prometheusName() + suffix, Set.copyOf(metric.prometheusLabels()));
      }
    }
    return known;
  }

  @Test
  void everyPanelAsksForMetricsAndLabelsThatThereAre() {
    List<String> expressions =
        panels()
            .flatMap(panel -> panel.at("targets").items())
            .map(it -> it.at("expr").text())
            .toList();
    assertThat(expressions).hasSizeGreaterThan(60).allSatisfy(this::namesOnlyWhatThereIs);
  }

  @Test
  void everyRuleAsksForMetricsAndLabelsThatThereAre() throws IOException {
    String rules = Files.readString(DIRECTORY.resolve("alerts.yaml"));
    RECORDED.matcher(rules).results().forEach(it -> labelsByMetric.put(it.group(1), Set.of()));
    List<String> expressions =
        EXPRESSION.matcher(rules).results().map(it -> withoutBar(it.group(1))).toList();
    assertThat(expressions)
        .hasSameSizeAs(Pattern.compile("\\bexpr:").matcher(rules).results().toList())
        .hasSizeGreaterThan(20)
        .allSatisfy(this::namesOnlyWhatThereIs);
  }

  private static String withoutBar(String block) {
    return block.startsWith("|") ? block.substring(1) : block;
  }

  private void namesOnlyWhatThereIs(String expression) {
    Promql names = Promql.of(expression);
    assertThat(names.metrics()).as(expression).isNotEmpty();
    assertThat(labelsByMetric.keySet()).as(expression).containsAll(names.metrics());
    Set<String> labels = new TreeSet<>(ON_EVERYTHING);
    names.metrics().forEach(metric -> labels.addAll(labelsByMetric.get(metric)));
    assertThat(labels).as(expression).containsAll(names.labels());
  }

  @Test
  void everyAlertHasAHistoryThatItMustTell() throws IOException {
    Set<String> alerts = found(ALERT, "alerts.yaml");
    assertThat(alerts).hasSizeGreaterThan(20).isEqualTo(found(FIRES, "alerts.test.yaml"));
  }

  private static Set<String> found(Pattern pattern, String file) throws IOException {
    return pattern
        .matcher(Files.readString(DIRECTORY.resolve(file)))
        .results()
        .map(it -> it.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theFourPanelsThatWereAskedForAreThereInTheirForm() {
    assertThat(panel("Throughput").at("fieldConfig.defaults.custom.drawStyle").text())
        .isEqualTo("line");
    assertThat(panel("Latency").at("type").text()).isEqualTo("heatmap");
    Json depth = panel("Depth by state").at("fieldConfig.defaults.custom");
    assertThat(depth.at("stacking.mode").text()).isEqualTo("normal");
    assertThat(depth.at("fillOpacity").number()).isPositive();
    assertThat(panel("Errors").at("fieldConfig.defaults.custom.drawStyle").text())
        .isEqualTo("bars");
    assertThat(panel("Errors").at("targets").items().map(it -> it.at("legendFormat").text()))
        .containsExactly("retried", "timed out", "dead");
    Set<String> shown =
        panels()
            .flatMap(panel -> panel.at("targets").items())
            .flatMap(target -> Promql.of(target.at("expr").text()).metrics().stream())
            .collect(Collectors.toSet());
    assertThat(shown)
        .contains(
            "queue_jobs_completed_total",
            "queue_jobs_dispatched_total",
            "queue_jobs_retried_total",
            "queue_job_duration_seconds_bucket",
            "queue_depth_gauge");
  }

  @Test
  void theDataSourceIsAVariable() {
    assertThat(dashboard.at("templating.list").items().map(it -> it.at("type").text()))
        .contains("datasource");
    assertThat(panels())
        .allSatisfy(panel -> {
          assertThat(panel.at("datasource.uid").text()).isEqualTo(DATA_SOURCE);
          assertThat(panel.at("targets").items())
              .isNotEmpty()
              .allSatisfy(it -> assertThat(it.at("datasource.uid").text()).isEqualTo(DATA_SOURCE));
        });
  }

  @Test
  void panelsExplainThemselvesAndDoNotOverlap() {
    assertThat(dashboard.at("schemaVersion").number()).isEqualTo(42);
    List<Json> all = dashboard.at("panels").items().toList();
    assertThat(all.stream().map(it -> it.at("id").number())).doesNotHaveDuplicates();
    assertThat(panels()).allSatisfy(it -> assertThat(it.at("description").text()).endsWith("."));
    List<String> taken = new ArrayList<>();
    for (Json panel : all) {
      Json place = panel.at("gridPos");
      assertThat(place.at("x").number() + place.at("w").number()).isLessThanOrEqualTo(24);
      for (int x = 0; x < place.at("w").number(); x++) {
        for (int y = 0; y < place.at("h").number(); y++) {
          taken.add((place.at("x").number() + x) + "/" + (place.at("y").number() + y));
        }
      }
    }
    assertThat(taken).doesNotHaveDuplicates();
  }

  @Test
  void namesAreFoundWhereverTheyStand() {
    Promql names =
        Promql.of(
            "histogram_quantile(0.9, sum by (le, a) (rate(x_bucket{b=~\"c d\",e!=\"f\"}[5m]))) > 2e3"
                + " and on (g) y unless sum(z offset 5m) without (h) == 1");
    assertThat(names.metrics()).containsExactly("x_bucket", "y", "z");
    assertThat(names.labels()).containsExactly("a", "b", "e", "g", "h", "le");
  }

  private Stream<Json> panels() {
    return dashboard.at("panels").items().filter(it -> !it.at("type").text().equals("row"));
  }

  private Json panel(String title) {
    return panels().filter(it -> it.at("title").text().equals(title)).findFirst().orElseThrow();
  }
}
