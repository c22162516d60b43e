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
   * @param packages the packages from outside the JDK that it may import, with all below them
   * @param artifacts the artifacts from outside that it may name in its POM
   * @param classesMin at least so many classes must be seen for a rule to count as checked
   */
  record Row(
      String name,
      Set<String> modules,
      Set<String> packages,
      Set<String> artifacts,
      int classesMin) {

    /** A library can be taken alone: it brings along nothing from outside the JDK. */
    boolean isLibrary() {
      return packages.isEmpty();
    }

    String packageIn(String root) {
      return root + "." + name;
    }

    String module() {
      return "dev.holdfast." + name;
    }
  }

  /** Matches every package: what the server is composed of is held by its golden descriptor. */
  static final String ANYTHING = "";

  private static final Set<String> NOTHING = Set.of();

  private static final List<Row> ROWS =
      List.of(
          new Row("core", NOTHING, NOTHING, NOTHING, 40),
          new Row("storage", NOTHING, NOTHING, NOTHING, 30),
          new Row("wal", Set.of("storage"), NOTHING, NOTHING, 45),
          new Row("snapshot", Set.of("storage"), NOTHING, NOTHING, 18),
          new Row("concurrency", NOTHING, NOTHING, NOTHING, 25),
          new Row("pool", NOTHING, NOTHING, NOTHING, 25),
          new Row(
              "engine",
              Set.of("core", "storage", "wal", "snapshot", "concurrency", "pool"),
              Set.of("tools.jackson.core"),
              Set.of("tools.jackson.core:jackson-core"),
              50),
          new Row(
              "observability",
              Set.of("core", "storage", "wal", "snapshot", "concurrency", "pool", "engine"),
              Set.of("io.micrometer", "io.opentelemetry"),
              Set.of("io.micrometer:micrometer-core"),
              6),
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
              Set.of(ANYTHING),
              Set.of(ANYTHING),
              80));

  /** Modules that nobody imports and that export nothing: rules about imports do not bind them. */
  static final Set<String> LEAVES = Set.of("architecture", "docs/examples", "bench");

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
