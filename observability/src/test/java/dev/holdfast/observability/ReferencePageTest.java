package dev.holdfast.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferencePageTest {
  private static final Path PAGE = Path.of("METRICS.md");

  @Test
  void thePageSaysWhatTheDeclarationsSay() throws IOException {
    if (System.getProperty("holdfast.reference", "").equals("rewrite")) {
      Files.writeString(PAGE, ReferencePage.text());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(ReferencePage.text());
  }
}
