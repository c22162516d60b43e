package dev.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleGraphTest {

  static List<ModuleTable.Row> rows() {
    return ModuleTable.rows();
  }

  @Test
  void everyModuleOfTheReactorHasARow() {
    assertThat(ModuleTable.withoutRow()).isEmpty();
    assertThat(rows()).hasSizeGreaterThanOrEqualTo(8);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aModuleImportsOnlyWhatTheTableAllows(ModuleTable.Row row) {
    assertThat(Codebase.violations(ModuleGraph.rule(row, Codebase.ROOT), Codebase.of(row)))
        .isEmpty();
  }

  @Test
  void aForbiddenImportIsFound() {
    String root = Codebase.PLANTED_ROOT + ".graph";
    JavaClasses planted = Codebase.planted("graph");
    List<String> found = new ArrayList<>();
    for (String module : List.of("core", "wal", "engine")) {
      found.addAll(Codebase.violations(ModuleGraph.rule(ModuleTable.row(module), root), planted));
    }
    Planted.assertThatFindsThem(found, planted);
  }
}
