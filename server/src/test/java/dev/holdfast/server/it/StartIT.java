package dev.holdfast.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts Holdfast, in a copy of what it needs, and its cache of classes. */
class StartIT {
  @TempDir private Path copy;

  /** What a process printed. */
  private record Output(int exitCode, String out, String err) {}

  @BeforeEach
  void setUp() throws IOException {
    Path root = Path.of("..").toRealPath();
    for (String file : List.of("holdfast", ".mvn/find-jdk.sh", "pom.xml")) {
      copyInto(copy.resolve(file), root.resolve(file));
    }
    Path lib = Path.of("target", "dist", "lib");
    try (Stream<Path> jars = Files.list(lib)) {
      for (Path jar : jars.toList()) {
        copyInto(copy.resolve("server").resolve(lib).resolve(jar.getFileName()), jar);
      }
    }
  }

  private static void copyInto(Path target, Path source) throws IOException {
    Files.createDirectories(target.getParent());
    Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
  }

  @Test
  void theFirstStartMakesACacheAndLaterOnesTakeClassesFromIt() throws Exception {
    assertThat(holdfast("", "--version")).isEqualTo(new Output(0, "holdfast 0.1.0\n", ""));
    assertThat(cache()).isNotEmptyFile();
    long made = Files.getLastModifiedTime(cache()).toMillis();

    Output loads = holdfast("-Xlog:class+load:stdout", "--version");
    assertThat(loads.out()).contains("dev.holdfast.server.Main source: shared objects file");
    assertThat(Files.getLastModifiedTime(cache()).toMillis()).isEqualTo(made);
    try (Stream<Path> left = Files.list(cache().getParent())) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .as("nothing else is left behind")
          .containsExactlyInAnyOrder("lib", "holdfast.aot");
    }
  }

  @Test
  void aCacheThatDoesNotFitIsNoNews() throws Exception {
    holdfast("", "--version");
    byte[] good = Files.readAllBytes(cache());
    Output fine = new Output(0, "holdfast 0.1.0\n", "");
    assertThat(holdfast("-XX:-UseCompactObjectHeaders", "--version")).isEqualTo(fine);
    for (int length : new int[] {0, 100, good.length / 2}) {
      Files.write(cache(), Arrays.copyOf(good, length));
      assertThat(holdfast("", "--version")).as("%s bytes of it", length).isEqualTo(fine);
    }
    Files.writeString(cache(), "no cache");
    assertThat(holdfast("", "--version")).isEqualTo(fine);
  }

  @Test
  void newJarsGetANewCache() throws Exception {
    holdfast("", "--version");
    Path jar = serverJar();
    Files.setLastModifiedTime(
        cache(), FileTime.fromMillis(Files.getLastModifiedTime(jar).toMillis() - 10_000));
    holdfast("", "--version");
    assertThat(Files.getLastModifiedTime(cache())).isGreaterThan(Files.getLastModifiedTime(jar));
  }

  private Path cache() {
    return copy.resolve("server/target/dist/holdfast.aot");
  }

  private Path serverJar() throws IOException {
    try (Stream<Path> jars = Files.list(copy.resolve("server/target/dist/lib"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("holdfast-server-"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private Output holdfast(String javaOptions, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(copy.resolve("holdfast").toString()));
    command.addAll(List.of(args));
    Path out = copy.resolve("out.txt");
    Path err = copy.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("HOLDFAST_BUILD", "never");
    builder.environment().put("HOLDFAST_JAVA_OPTS", javaOptions);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int exitCode = builder.start().waitFor();
    return new Output(exitCode, Files.readString(out), Files.readString(err));
  }
}
