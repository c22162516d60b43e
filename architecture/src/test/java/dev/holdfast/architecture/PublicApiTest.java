package dev.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class PublicApiTest {

  @Test
  void anExportedPackageShowsNoHiddenType() {
    Set<String> exported = Descriptors.exportedPackages();
    assertThat(exported).hasSizeGreaterThanOrEqualTo(9);
    JavaClasses classes = Codebase.of(ModuleTable.rows());
    assertThat(Codebase.violations(PublicApi.rule(exported, Codebase.ROOT), classes)).isEmpty();
  }

  @Test
  void aHiddenTypeInASignatureIsFound() {
    String root = Codebase.PLANTED_ROOT + ".api";
    Planted.assertThatFindsThem(PublicApi.rule(Set.of(root), root), "api");
  }

  @Test
  void everyPackageIsNullMarked() {
    JavaClasses classes = Codebase.of(ModuleTable.rows());
    assertThat(packages(classes)).hasSizeGreaterThanOrEqualTo(18);
    assertThat(notNullMarked(classes)).isEmpty();
  }

  @Test
  void aPackageThatIsNotNullMarkedIsFound() {
    assertThat(notNullMarked(Codebase.planted("nullness")))
        .containsExactly(Codebase.PLANTED_ROOT + ".nullness.unmarked");
  }

  private static Set<JavaPackage> packages(JavaClasses classes) {
    return classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
  }

  private static Set<String> notNullMarked(JavaClasses classes) {
    Set<String> names = new TreeSet<>();
    for (JavaPackage home : packages(classes)) {
      if (!home.isAnnotatedWith(NullMarked.class)) {
        names.add(home.getName());
      }
    }
    return names;
  }

  @Test
  void aLibraryDoesNotWriteToTheConsole() {
    List<ModuleTable.Row> all =
        ModuleTable.rows().stream().filter(row -> !row.name().equals("server")).toList();
    assertThat(all).hasSizeGreaterThanOrEqualTo(7);
    assertThat(Codebase.violations(Console.rule(), Codebase.of(all))).isEmpty();
  }

  @Test
  void writingToTheConsoleIsFound() {
    Planted.assertThatFindsThem(Console.rule(), "console");
  }
}
