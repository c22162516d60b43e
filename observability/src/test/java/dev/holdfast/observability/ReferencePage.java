package dev.holdfast.observability;

import java.util.List;

/** Writes the reference of all metrics, from their declarations. */
final class ReferencePage {
  private ReferencePage() {}

  static String text() {
    StringBuilder page =
        new StringBuilder(
            """
            # Metrics

            Made from [`TelemetryNames`](src/main/java/dev/holdfast/observability/TelemetryNames.java) by
            `ReferencePageTest`; to write it anew: `./build -q -pl observability -am test -Dtest=ReferencePageTest
            -Dsurefire.failIfNoSpecifiedTests=false -Dholdfast.reference=rewrite`.

            The first name is the one in Prometheus. Below it stands the one in Micrometer and OpenTelemetry, where that is
            another. A histogram is three series in Prometheus, `_bucket`, `_sum` and `_count`, and Micrometer adds `_max`.
            """);
    for (Component component : Component.values()) {
      section(page, component);
    }
    return page.toString();
  }

  private static void section(StringBuilder page, Component component) {
    page.append("\n## ").append(title(component)).append("\n\n");
    page.append("| name | kind | unit | labels | tells |\n|---|---|---|---|---|\n");
    for (Metric metric : TelemetryNames.of(component)) {
      page.append("| `").append(metric.prometheusName()).append('`');
      if (!metric.name().equals(metric.prometheusName())) {
        page.append("<br>`").append(metric.name()).append('`');
      }
      page.append(" | ").append(metric.kindText());
      page.append(" | ").append(metric.unit());
      page.append(" | ").append(labels(metric));
      page.append(" | ").append(metric.help()).append(" |\n");
    }
  }

  private static String labels(Metric metric) {
    List<String> quoted = metric.labels().stream().map(label -> "`" + label + "`").toList();
    return String.join(", ", quoted);
  }

  private static String title(Component component) {
    String words = component.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
