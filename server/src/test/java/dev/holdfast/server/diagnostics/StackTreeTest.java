package dev.holdfast.server.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.diagnostics.StackTree.Hot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTreeTest {
  @TempDir private Path directory;

  private final StackTree tree = new StackTree();

  @Test
  void aFrameWeighsWhatPassesThroughIt() {
    tree.add(List.of("main", "a", "b"), 3);
    tree.add(List.of("main", "a"), 4);
    tree.add(List.of("main", "c", "b"), 5);
    assertThat(tree.stacks()).isEqualTo(3);
    assertThat(tree.root().total()).isEqualTo(12);
    StackTree.Node main = tree.root().callees().iterator().next();
    assertThat(main.callees()).extracting(StackTree.Node::frame).containsExactly("a", "c");
    assertThat(main.callees()).extracting(StackTree.Node::total).containsExactly(7L, 5L);
    assertThat(main.callees()).extracting(StackTree.Node::self).containsExactly(4L, 0L);
    assertThat(tree.hottest(1)).containsExactly(new Hot("b", 8));
    assertThat(tree.hottest(9)).containsExactly(new Hot("b", 8), new Hot("a", 4));
  }

  @Test
  void thePageHoldsEveryNameOnceAndNothingThatEndsItsScript() throws Exception {
    tree.add(List.of("main", "<init>", "</script><b>"), 1);
    tree.add(List.of("main", "again", "<init>"), 1);
    Path page = directory.resolve("flame.html");
    FlameGraph.write(page, tree, Profile.CPU, "a <b>heading</b>");
    String html = Files.readString(page);
    assertThat(html)
        .contains("<title>Holdfast: CPU time</title>")
        .contains(
            "\"names\":[\"all\",\"main\",\"\\u003cinit>\",\"\\u003c/script>\\u003cb>\",\"again\"]")
        .contains("\"root\":[0,2,0,[[1,2,0,[[")
        .doesNotContain("</script><b>")
        .doesNotContain("{{");
  }

  @Test
  void framesTooNarrowToSeeAreLeftOut() throws Exception {
    tree.add(List.of("wide"), 1_000_000);
    tree.add(List.of("narrow"), 1);
    Path page = directory.resolve("flame.html");
    FlameGraph.write(page, tree, Profile.ALLOC, "");
    assertThat(Files.readString(page)).contains("\"wide\"").doesNotContain("\"narrow\"");
  }

  @Test
  void typesAreNamedAsInTheSource() {
    assertThat(StackReader.readable("[B")).isEqualTo("byte[]");
    assertThat(StackReader.readable("[[J")).isEqualTo("long[][]");
    assertThat(StackReader.readable("[Ljava.lang.String;")).isEqualTo("java.lang.String[]");
    assertThat(StackReader.readable("java.lang.String")).isEqualTo("java.lang.String");
    assertThat(StackReader.withoutNumbers("holdfast-worker-12")).isEqualTo("holdfast-worker-*");
  }
}
