package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MadePartTest {
  private static final String BEGIN = "<!-- begin: made by bench/run x -->\n";
  private static final String END = "<!-- end: made by bench/run x -->\nafter\n";

  @TempDir private Path folder;
  private Path document;

  @BeforeEach
  void setUp() {
    document = folder.resolve("README.md");
  }

  @Test
  void whatIsMadeReplacesWhatStandsBetweenTheComments() throws Exception {
    Files.writeString(document, "before\n" + BEGIN + "old\n" + END);
    for (String made : new String[] {"new", "\nnewer\n\n"}) {
      MadePart.write(document, "bench/run x", made);
      assertThat(document)
          .content()
          .isEqualTo("before\n" + BEGIN + "\n" + made.strip() + "\n\n" + END);
    }
  }

  @Test
  void aDocumentWithoutThemIsLeftAlone() throws Exception {
    for (String content : new String[] {"nothing\n", END + BEGIN, BEGIN, END}) {
      Files.writeString(document, content);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MadePart.write(document, "bench/run x", "new"))
          .withMessageContaining(BEGIN.strip())
          .withMessageContaining("README.md");
      assertThat(document).content().isEqualTo(content);
    }
  }
}
