package dev.holdfast.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeterminismTest {

  private static final ModuleTable.Row CORE = ModuleTable.row("core");

  @Test
  void coreDoesTheSameEverywhere() {
    ArchRule rule = Determinism.rule(CORE.packageIn(Codebase.ROOT));
    assertThat(Codebase.violations(rule, Codebase.of(CORE))).isEmpty();
  }

  @Test
  void whatDiffersFromRunToRunIsFound() {
    Planted.assertThatFindsThem(
        Determinism.rule(Codebase.PLANTED_ROOT + ".determinism"), "determinism");
  }

  @Test
  void nothingThatIsLoggedOrEncodedIsIteratedInTheOrderOfHashCodes() {
    // Log and snapshot store write what they are given: neither encodes a collection.
    Set<String> encoding = Set.of("core", "engine");
    List<ModuleTable.Row> rows =
        ModuleTable.rows().stream().filter(row -> encoding.contains(row.name())).toList();
    assertThat(rows).hasSameSizeAs(encoding);
    JavaClasses classes = Codebase.of(rows);
    DescribedPredicate<JavaClass> where =
        resideInAnyPackage(
            rows.stream().map(row -> row.packageIn(Codebase.ROOT) + "..").toArray(String[]::new));
    assertThat(Codebase.violations(HashOrder.rule(where), classes)).isEmpty();
  }

  @Test
  void iterationInTheOrderOfHashCodesIsFound() {
    Planted.assertThatFindsThem(
        HashOrder.rule(resideInAPackage(Codebase.PLANTED_ROOT + ".hashorder..")), "hashorder");
  }
}
