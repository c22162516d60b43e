package dev.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/**
 * What a POM brings along. A library may name only libraries that obey the same rule, so what holds
 * for each POM holds for the whole tree behind it.
 */
class PomTest {

  private static final Set<String> STAYS_AT_HOME = Set.of("test", "provided");

  static List<ModuleTable.Row> rows() {
    return ModuleTable.rows();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aModuleBringsAlongOnlyWhatTheTableAllows(ModuleTable.Row row) {
    assertThat(foreign(row, Repository.pom(row.name()))).isEmpty();
  }

  @Test
  void theParentBringsAlongNothing() {
    List<Element> all = dependencies(Repository.pom(""));
    assertThat(all).hasSizeGreaterThanOrEqualTo(4);
    assertThat(all).allMatch(PomTest::staysAtHome);
  }

  @Test
  void nobodyDependsOnALeaf() {
    List<String> artifacts = new ArrayList<>();
    for (String module : Repository.modules()) {
      dependencies(Repository.pom(module)).forEach(found -> artifacts.add(artifact(found)));
    }
    assertThat(artifacts).hasSizeGreaterThanOrEqualTo(30);
    assertThat(artifacts)
        .doesNotContain(
            "dev.holdfast:holdfast-architecture",
            "dev.holdfast:holdfast-examples",
            "dev.holdfast:holdfast-bench",
            "dev.holdfast:holdfast-stress");
  }

  @Test
  void aForeignDependencyIsFound() throws Exception {
    String planted =
        """
        <project><dependencies>
          <dependency>
            <groupId>dev.holdfast</groupId><artifactId>holdfast-storage</artifactId>
          </dependency>
          <dependency>
            <groupId>dev.holdfast</groupId><artifactId>holdfast-core</artifactId>
          </dependency>
          <dependency>
            <groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><scope>runtime</scope>
          </dependency>
          <dependency>
            <groupId>org.assertj</groupId><artifactId>assertj-core</artifactId><scope>test</scope>
          </dependency>
        </dependencies></project>
        """;
    Element pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(planted.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(foreign(ModuleTable.row("wal"), pom))
        .containsExactly("dev.holdfast:holdfast-core", "org.slf4j:slf4j-api");
  }

  private static List<String> foreign(ModuleTable.Row row, Element pom) {
    return dependencies(pom).stream()
        .filter(dependency -> !staysAtHome(dependency))
        .map(PomTest::artifact)
        .filter(artifact -> !mayName(row, artifact))
        .toList();
  }

  private static boolean mayName(ModuleTable.Row row, String artifact) {
    if (artifact.startsWith("dev.holdfast:")) {
      return row.modules().contains(artifact.substring("dev.holdfast:holdfast-".length()));
    }
    return row.outside().mayName(artifact);
  }

  private static List<Element> dependencies(Element pom) {
    return Repository.children(pom, "dependencies").stream()
        .flatMap(list -> Repository.children(list, "dependency").stream())
        .toList();
  }

  private static boolean staysAtHome(Element dependency) {
    return Repository.children(dependency, "scope").stream()
        .anyMatch(scope -> STAYS_AT_HOME.contains(scope.getTextContent().strip()));
  }

  private static String artifact(Element dependency) {
    return Repository.child(dependency, "groupId").getTextContent().strip()
        + ":"
        + Repository.child(dependency, "artifactId").getTextContent().strip();
  }
}
