package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documentation quotes code that is compiled and run, and its links lead somewhere. */
class SnippetsTest {

  private static final Path ROOT = Repository.root();

  @Test
  void everySnippetIsQuotedFromAnExampleOrATest() {
    List<String> sources = sources();
    int seen = 0;
    List<String> invented = new ArrayList<>();
    for (Path page : pagesWithSnippets()) {
      Quotations quotations = Quotations.of(Repository.read(page));
      seen += quotations.snippets().size();
      quotations
          .invented(sources)
          .forEach(text -> invented.add(ROOT.relativize(page) + ":\n" + text));
    }
    assertThat(sources.size()).isGreaterThanOrEqualTo(100);
    assertThat(seen).isGreaterThanOrEqualTo(4);
    assertThat(invented).isEmpty();
  }

  @Test
  void everyRelativeLinkLeadsSomewhere() {
    int seen = 0;
    List<String> dead = new ArrayList<>();
    for (Path page : Repository.files(ROOT, ".md")) {
      Quotations quotations = Quotations.of(Repository.read(page));
      seen += quotations.links().size();
      quotations.dead(page).forEach(link -> dead.add(ROOT.relativize(page) + ": " + link));
    }
    assertThat(seen).isGreaterThanOrEqualTo(10);
    assertThat(dead).isEmpty();
  }

  @Test
  void inventedCodeIsFound() {
    Quotations page =
        Quotations.of(
            "text\n```java\n  a();\n\n    b();\n```\n```xml\n<x/>\n```\n```java\nc();\n```\n");
    assertThat(page.snippets()).hasSize(2);
    List<String> sources = List.of(Quotations.bare("{ a(); b(); }"), "x.d();");
    assertThat(page.invented(sources)).containsExactly("c();\n");
  }

  @Test
  void aDeadLinkIsFound(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("page.md");
    String text =
        """
        # A page, with a heading
        [one](page.md) [two](#a-page-with-a-heading) [three](page.md#a-page-with-a-heading)
        [gone](gone.md) [astray](#nowhere) [web](https://example.org) ![picture](gone.png)
        ```
        [not a link](elsewhere.md)
        ```
        """;
    Files.writeString(page, text);
    Quotations quotations = Quotations.of(text);
    assertThat(quotations.links()).hasSize(6);
    assertThat(quotations.dead(page)).containsExactly("gone.md", "#nowhere", "gone.png");
  }

  /** The READMEs and the documentation. */
  private static List<Path> pagesWithSnippets() {
    return Repository.files(ROOT, ".md").stream()
        .filter(page -> page.endsWith("README.md") || page.startsWith(ROOT.resolve("docs")))
        .toList();
  }

  private static List<String> sources() {
    return Repository.files(ROOT, ".java").stream()
        .filter(file ->
            file.toString().contains("/src/test/java/")
                || file.startsWith(ROOT.resolve("docs/examples")))
        .map(Repository::read)
        .map(Quotations::bare)
        .toList();
  }
}
