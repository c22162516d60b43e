package dev.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Descriptors are part of the contract: they are held against {@code src/test/resources/modules}.
 * After a change that is meant, {@code -Dholdfast.golden=rewrite} writes these files anew.
 */
class ModuleDescriptorTest {

  private static final boolean REWRITE = "rewrite".equals(System.getProperty("holdfast.golden"));

  static List<ModuleTable.Row> rows() {
    return ModuleTable.rows();
  }

  @Test
  void everyModuleHasADescriptor() {
    assertThat(Descriptors.built().keySet())
        .containsExactlyInAnyOrderElementsOf(rows().stream().map(ModuleTable.Row::module).toList());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aDescriptorIsWhatItWasPublishedAs(ModuleTable.Row row) throws IOException {
    String text = Descriptors.text(descriptor(row));
    Path golden =
        Repository.root()
            .resolve("architecture/src/test/resources/modules")
            .resolve(row.name() + ".txt");
    if (REWRITE) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  @Test
  void aChangedDescriptorReadsDifferently() {
    ModuleDescriptor.Builder builder = ModuleDescriptor.newModule("a").exports("a.api");
    String before = Descriptors.text(builder.build());
    assertThat(before).isEqualTo("module a\nexports a.api\n");
    assertThat(Descriptors.text(builder.requires("b").opens("a.open", Set.of("c")).build()))
        .isEqualTo("module a\nexports a.api\nopens a.open to c\nrequires b\n");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aModuleRequiresNothingButWhatTheTableAllows(ModuleTable.Row row) {
    assertThat(Descriptors.foreignRequirements(row, descriptor(row))).isEmpty();
  }

  @Test
  void aForeignRequirementIsFound() {
    ModuleDescriptor planted =
        ModuleDescriptor.newModule("dev.holdfast.wal")
            .requires("java.base")
            .requires("dev.holdfast.storage")
            .requires("dev.holdfast.core")
            .requires("java.logging")
            .requires("org.jspecify")
            .build();
    assertThat(Descriptors.foreignRequirements(ModuleTable.row("wal"), planted))
        .containsExactlyInAnyOrder("dev.holdfast.core", "java.logging", "org.jspecify");
  }

  @Test
  void noPackageIsSplitOrAwayFromHome() {
    assertThat(Descriptors.built().values().stream().mapToInt(module -> module.packages().size()))
        .allMatch(packages -> packages > 0);
    assertThat(Descriptors.misplacedPackages(Descriptors.built().values())).isEmpty();
  }

  @Test
  void aSplitPackageIsFound() {
    assertThat(
            Descriptors.misplacedPackages(
                List.of(
                    ModuleDescriptor.newModule("a").packages(Set.of("a.one")).build(),
                    ModuleDescriptor.newModule("b").packages(Set.of("a.one", "b.two")).build())))
        .containsExactly("a.one is in a and in b", "a.one is in b");
  }

  @Test
  void allModulesAndWhatTheyNeedResolveOnTheModulePath() {
    Set<String> modules = rows().stream().map(ModuleTable.Row::module).collect(Collectors.toSet());
    assertThat(resolve(modules)).containsAll(modules).hasSizeGreaterThan(20);
  }

  @Test
  void aModuleThatIsMissingDoesNotResolve() {
    assertThatThrownBy(() -> resolve(Set.of("dev.holdfast.nowhere")))
        .isInstanceOf(FindException.class);
  }

  private static Set<String> resolve(Set<String> modules) {
    Path[] classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(Files::exists)
            .toArray(Path[]::new);
    return ModuleLayer.boot()
        .configuration()
        .resolve(ModuleFinder.of(), ModuleFinder.of(classPath), modules)
        .modules()
        .stream()
        .map(ResolvedModule::name)
        .collect(Collectors.toSet());
  }

  private static ModuleDescriptor descriptor(ModuleTable.Row row) {
    Map<String, ModuleDescriptor> built = Descriptors.built();
    assertThat(built).containsKey(row.module());
    return built.get(row.module());
  }
}
