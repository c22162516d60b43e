package dev.holdfast.architecture;

import java.util.List;
import java.util.Set;

/** Who may import whom: the table of the design, as data. */
final class ModuleTable {

  /**
   * One module.
   *
   * @param name its folder; with a prefix also its package, its artifact and its JPMS module
   * @param modules the modules that it may import
   * @param outside what it may import from outside the JDK
   * @param classesMin at least so many classes must be seen for a rule to count as checked
   */
  record Row(String name, Set<String> modules, Outside outside, int classesMin) {

    String packageIn(String root) {
      return root + "." + name;
    }

    String module() {
      return "dev.holdfast." + name;
    }
  }

  /**
   * Libraries, under the three names that each has.
   *
   * @param packages with all below them
   * @param modules as module descriptors name them
   * @param artifacts as POMs name them
   */
  record Outside(Set<String> packages, Set<String> modules, Set<String> artifacts) {

    private static Outside of(String packages, String modules, String artifacts) {
      return new Outside(words(packages), words(modules), words(artifacts));
    }

    private static Set<String> words(String text) {
      return Set.of(text.split(" ", -1));
    }

    boolean mayImport(String packageName) {
      return isAnything() || packages.stream().anyMatch(it -> Codebase.isWithin(packageName, it));
    }

    boolean mayRequire(String module) {
      return isAnything() || modules.contains(module);
    }

    boolean mayName(String artifact) {
      return isAnything() || artifacts.contains(artifact);
    }

    private boolean isAnything() {
      return equals(ANYTHING);
    }
  }

  /** A library can be taken alone. */
  private static final Outside NOTHING = new Outside(Set.of(), Set.of(), Set.of());

  /** What the server is composed of is held by its golden descriptor alone. */
  private static final Outside ANYTHING = Outside.of("*", "*", "*");

  private static final List<Row> ROWS =
      List.of(
          new Row("core", Set.of(), NOTHING, 40),
          new Row("storage", Set.of(), NOTHING, 30),
          new Row("wal", Set.of("storage"), NOTHING, 45),
          new Row("snapshot", Set.of("storage"), NOTHING, 18),
          new Row("concurrency", Set.of(), NOTHING, 25),
          new Row("pool", Set.of(), NOTHING, 25),
          new Row(
              "engine",
              Set.of("core", "storage", "wal", "snapshot", "concurrency", "pool"),
              Outside.of(
                  "tools.jackson.core", "tools.jackson.core", "tools.jackson.core:jackson-core"),
              50),
          new Row(
              "observability",
              Set.of("core", "storage", "wal", "snapshot", "concurrency", "pool", "engine"),
              Outside.of(
                  "io.micrometer io.opentelemetry io.prometheus.metrics ch.qos.logback org.slf4j"
                      + " tools.jackson.core jdk.jfr",
                  "micrometer.core micrometer.registry.prometheus io.opentelemetry.api"
                      + " io.opentelemetry.context io.opentelemetry.common io.opentelemetry.sdk"
                      + " io.opentelemetry.sdk.common io.opentelemetry.sdk.trace"
                      + " io.opentelemetry.sdk.metrics io.opentelemetry.sdk.logs"
                      + " io.opentelemetry.sdk.autoconfigure io.opentelemetry.sdk.autoconfigure.spi"
                      + " io.prometheus.metrics.model io.prometheus.metrics.tracer.common"
                      + " ch.qos.logback.classic ch.qos.logback.core org.slf4j tools.jackson.core jdk.jfr",
                  "io.micrometer:micrometer-core io.micrometer:micrometer-registry-prometheus"
                      + " io.opentelemetry:opentelemetry-api"
                      + " io.opentelemetry:opentelemetry-sdk-extension-autoconfigure"
                      + " io.opentelemetry:opentelemetry-exporter-otlp"
                      + " io.opentelemetry:opentelemetry-exporter-sender-jdk"
                      + " org.slf4j:slf4j-api ch.qos.logback:logback-classic"
                      + " tools.jackson.core:jackson-core"),
              55),
          new Row(
              "server",
              Set.of(
                  "core",
                  "storage",
                  "wal",
                  "snapshot",
                  "concurrency",
                  "pool",
                  "engine",
                  "observability"),
              ANYTHING,
              80));

  /** Modules that nobody imports and that export nothing: rules about imports do not bind them. */
  static final Set<String> LEAVES = Set.of("architecture", "docs/examples", "bench", "stress");

  private ModuleTable() {}

  /** The rows of the modules that the reactor builds. */
  static List<Row> rows() {
    List<String> built = Repository.modules();
    return ROWS.stream().filter(row -> built.contains(row.name())).toList();
  }

  /** The modules of the reactor that no row speaks of. */
  static List<String> withoutRow() {
    return Repository.modules().stream()
        .filter(module -> !LEAVES.contains(module))
        .filter(module -> ROWS.stream().noneMatch(row -> row.name().equals(module)))
        .toList();
  }

  static Row row(String name) {
    return ROWS.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
  }
}
