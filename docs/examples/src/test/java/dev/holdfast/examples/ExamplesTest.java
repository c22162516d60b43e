package dev.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every program of this module and holds what it prints against {@code expected}. */
@Timeout(60)
class ExamplesTest {

  /** Dies on purpose, and so has a process and a test of its own. */
  private static final String DIES = "EmbeddedQueue";

  private static final Path SOURCES = Path.of("src/main/java/dev/holdfast/examples");
  private static final Path EXPECTED = Path.of("src/test/resources/expected");

  static Set<String> programs() {
    Set<String> names = new TreeSet<>();
    for (Path file : Repository.files(SOURCES, ".java")) {
      if (Repository.read(file).contains("public static void main(String[] args)")) {
        String path = SOURCES.relativize(file).toString();
        names.add(path.substring(0, path.length() - ".java".length()).replace('/', '.'));
      }
    }
    return names;
  }

  static Stream<String> programsThatEnd() {
    return programs().stream().filter(name -> !name.equals(DIES));
  }

  @Test
  void everyProgramHasItsExpectedOutput() {
    Set<String> expected = new TreeSet<>();
    for (Path file : Repository.files(EXPECTED, ".txt")) {
      String name = file.getFileName().toString();
      expected.add(name.substring(0, name.length() - ".txt".length()));
    }
    assertThat(expected).isEqualTo(programs()).hasSizeGreaterThanOrEqualTo(10);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programsThatEnd")
  void aProgramPrintsWhatItShould(String name, @TempDir Path folder) throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    assertThat(run(name, folder)).isEqualTo(expected(name));
    assertThat(Thread.getAllStackTraces().keySet())
        .as("threads that it leaves behind")
        .filteredOn(thread -> !before.contains(thread) && !thread.isDaemon())
        .isEmpty();
  }

  @Test
  void aQueueThatDiesInTheMiddleGoesOnWhereItWas(@TempDir Path folder) throws Exception {
    Finished killed = runOnTheModulePath(DIES, folder.resolve("data"));
    assertThat(killed.exitCode()).as(killed.output()).isEqualTo(1);
    Finished second = runOnTheModulePath(DIES, folder.resolve("data"));
    assertThat(second.exitCode()).as(second.output()).isZero();
    assertThat(killed.output() + "-- again --\n" + second.output()).isEqualTo(expected(DIES));
  }

  private static String run(String name, Path folder) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      Class.forName("dev.holdfast.examples." + name)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {folder.toString()});
    } finally {
      System.setOut(console);
    }
    return printed.toString(UTF_8);
  }

  private record Finished(int exitCode, String output) {}

  /** As a user runs it: modules, and nothing but what they require. */
  private static Finished runOnTheModulePath(String name, Path folder)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder.getParent(), name, ".out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--module-path",
                modulePath(),
                "--module",
                "dev.holdfast.examples/dev.holdfast.examples." + name,
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).as("%s has ended", name).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Finished(process.exitValue(), Files.readString(output));
  }

  private static String modulePath() {
    List<String> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty() && !entry.endsWith("test-classes")) {
        path.add(entry);
      }
    }
    return String.join(File.pathSeparator, path);
  }

  private static String expected(String name) {
    return Repository.read(EXPECTED.resolve(name + ".txt"));
  }
}
