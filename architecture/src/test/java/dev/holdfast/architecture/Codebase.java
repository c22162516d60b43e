package dev.holdfast.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Predicate;

/** The classes that the rules are run over: those of the modules, and the planted ones. */
final class Codebase {

  static final String ROOT = "dev.holdfast";
  static final String PLANTED_ROOT = "dev.holdfast.architecture.planted";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private Codebase() {}

  /** The classes of these modules, and no fewer of each than its row says. */
  static JavaClasses of(List<ModuleTable.Row> rows) {
    for (ModuleTable.Row row : rows) {
      long seen = CLASSES.stream().filter(in(row)).count();
      if (seen < row.classesMin()) {
        throw new AssertionError(
            "%s: saw %d classes instead of %d or more; is it a dependency of this module's POM?"
                .formatted(row.name(), seen, row.classesMin()));
      }
    }
    return CLASSES.that(
        DescribedPredicate.describe(
            "of the modules", type -> rows.stream().anyMatch(row -> in(row).test(type))));
  }

  static JavaClasses of(ModuleTable.Row row) {
    return of(List.of(row));
  }

  private static Predicate<JavaClass> in(ModuleTable.Row row) {
    String home = row.packageIn(ROOT);
    return type -> isWithin(type.getPackageName(), home);
  }

  static JavaClasses planted(String folder) {
    return new ClassFileImporter().importPackages(PLANTED_ROOT + "." + folder);
  }

  /** What is wrong, one line each. */
  static List<String> violations(ArchRule rule, JavaClasses classes) {
    return rule.evaluate(classes).getFailureReport().getDetails();
  }

  /** Whether a package is this one or below it. */
  static boolean isWithin(String packageName, String home) {
    return packageName.equals(home) || packageName.startsWith(home + ".");
  }
}
