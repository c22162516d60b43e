package dev.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

class SourceRulesTest {

  @Test
  void classesAndMethodsStayShort() throws IOException {
    SourceRules.Findings main = read("main");
    SourceRules.Findings test = read("test");
    assertThat(main.files()).isGreaterThanOrEqualTo(240);
    assertThat(test.files()).isGreaterThanOrEqualTo(150);
    assertThat(main.tooLong()).isEmpty();
    assertThat(test.tooLong()).isEmpty();
  }

  @Test
  void noTestSleepsToWait() throws IOException {
    SourceRules.Findings test = read("test");
    assertThat(test.files()).isGreaterThanOrEqualTo(150);
    assertThat(test.sleeps()).isEmpty();
  }

  @Test
  void whatIsTooLongIsFound() throws IOException {
    assertThat(planted("void m() {" + "\n".repeat(60) + "}").tooLong())
        .containsExactly("/A.java:1: method m has 61 lines");
    assertThat(planted("void m() {" + "\n".repeat(59) + "}").tooLong()).isEmpty();
    assertThat(planted("\n".repeat(500)).tooLong())
        .containsExactly("/A.java:1: class A has 501 lines");
  }

  @Test
  void aSleepIsFound() throws IOException {
    assertThat(planted("void m() { Thread.sleep(1); SECONDS.sleep(1); sleep(1); }").sleeps())
        .hasSize(3);
    assertThat(planted("void m() { sleep(); /* Thread.sleep(1); */ }").sleeps()).isEmpty();
  }

  private static SourceRules.Findings read(String kind) throws IOException {
    List<Path> files = Repository.sources(kind);
    try (StandardJavaFileManager manager =
        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
      return SourceRules.read(manager.getJavaFileObjectsFromPaths(files));
    }
  }

  private static SourceRules.Findings planted(String body) throws IOException {
    String text = "class A {" + body + "}";
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///A.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    return SourceRules.read(List.of(file));
  }
}
