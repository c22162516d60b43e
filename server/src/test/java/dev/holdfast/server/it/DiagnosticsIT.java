package dev.holdfast.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.observability.jfr.HoldfastEvents;
import dev.holdfast.server.it.Holdfast.Result;
import dev.holdfast.server.it.Holdfast.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking into processes that are really running, and what is said where there is none. */
class DiagnosticsIT {
  @TempDir private Path directory;
  private Holdfast holdfast;

  @BeforeEach
  void setUp() {
    holdfast = new Holdfast(directory);
  }

  @Test
  void aRunAtWorkIsProfiledAndGoesOn() throws IOException {
    Running running = startBusyRun();
    Result threads = threadsWithAHandlerAtWork();
    assertThat(threads.exitCode()).as("%s", threads).isZero();
    assertThat(threads.out())
        .contains("process         " + running.pid() + "\n")
        .containsPattern("engine +1  platform  holdfast-commits ")
        .containsPattern("engine +1  platform  holdfast-wal wal\\.log ")
        .containsPattern("workers +8  virtual   holdfast-worker-\\* .*BuiltInHandlers")
        .endsWith("leaked          none\n");

    // All at once: recordings do not get into each other's way.
    List<Running> profilers =
        Stream.of("cpu", "alloc", "locks")
            .map(kind -> holdfast.start("profile", kind, "--seconds", "3", "--out", "found"))
            .toList();
    for (Running profiler : profilers) {
      Result result = profiler.end();
      assertThat(result.exitCode()).as("%s", result).isZero();
      assertThat(result.out()).containsPattern("recording +found/holdfast-.*\\.jfr\n");
    }
    Path cpu = found("holdfast-cpu-", ".jfr");
    assertThat(eventsOf(cpu))
        .contains("jdk.ExecutionSample", HoldfastEvents.SYNC, HoldfastEvents.COMMIT_BATCH);
    for (String kind : List.of("cpu", "alloc")) {
      assertThat(Files.readAllLines(found("holdfast-" + kind + "-", ".html")))
          .filteredOn(line -> line.contains("\"names\":["))
          .singleElement()
          .asString()
          .contains("\"holdfast-worker-*\"")
          .contains("\"dev.holdfast.server.handlers.BuiltInHandlers.");
    }
    assertThat(eventsOf(found("holdfast-locks-", ".jfr"))).contains("jdk.ThreadPark");
    assertThat(found("holdfast-locks-", ".html")).isNotEmptyFile();

    running.kill();
    Result gone = holdfast.run("threads");
    assertThat(gone.exitCode()).isEqualTo(2);
    assertThat(gone.err())
        .startsWith("no process works on ")
        .contains("process " + running.pid() + ", which had it last, has ended")
        .hasLineCount(1);
  }

  /** Short jobs: at the moment of a look all workers may be between two of them. */
  private Result threadsWithAHandlerAtWork() {
    Result threads = holdfast.run("threads", "--seconds", "1");
    for (int looks = 1; looks < 20 && !threads.out().contains("BuiltInHandlers"); looks++) {
      threads = holdfast.run("threads", "--seconds", "1");
    }
    return threads;
  }

  /** Keeps all workers busy for minutes, and the log a little. */
  private Running startBusyRun() throws IOException {
    String job =
        "{\"id\":\"task-%d\",\"payload\":{\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":20000}}";
    write(
        "jobs.json",
        IntStream.range(0, 20_000)
            .mapToObj(job::formatted)
            .collect(Collectors.joining(",", "[", "]")));
    write("c.yaml", "task_timeout: 10m\nmetrics_port: 0\nsnapshot_interval: 500ms\n");
    Running running = holdfast.start("run", "jobs.json", "--config", "c.yaml");
    assertThat(running.awaits(() -> isLocked() && running.errSoFar().contains(" jobs done")))
        .isTrue();
    return running;
  }

  private boolean isLocked() {
    return Files.exists(directory.resolve("data").resolve("holdfast.lock"));
  }

  private static Set<String> eventsOf(Path recording) throws IOException {
    return RecordingFile.readAllEvents(recording).stream()
        .map(event -> event.getEventType().getName())
        .collect(Collectors.toSet());
  }

  private Path found(String prefix, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("found"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.toString().endsWith(suffix))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void threadsThatOutliveTheirOwnerOrGrowAreNamed() {
    Running program = holdfast.startProgram(LeakyProgram.class, "data");
    try {
      assertThat(program.awaits(() -> program.outSoFar().contains(LeakyProgram.LEAKING))).isTrue();
      Result threads = holdfast.run("threads", "data");
      assertThat(threads.exitCode()).as("%s", threads).isEqualTo(1);
      assertThat(threads.out())
          .containsPattern(
              "leaked +holdfast-worker-\\d+ \\(#\\d+\\): its engine has ended, but it goes on,"
                  + " in dev\\.holdfast\\.server\\.it\\.LeakyProgram\\.waitForEver\n")
          .containsPattern(
              "leaked +\\(no name, from dev\\.holdfast\\.server\\.it\\.LeakyProgram\\.waitForEver\\):"
                  + " there are more and more of them, \\d+, \\d+, \\d+\n");
    } finally {
      program.kill();
    }
  }

  @Test
  void whereNoProcessIsThatIsSaid() throws IOException {
    Files.createDirectory(directory.resolve("idle"));
    assertThat(refused("nothing")).endsWith("nothing: it is not there\n");
    assertThat(refused("idle")).endsWith("idle: it has no holdfast.lock\n");
    write("idle/holdfast.lock", "");
    assertThat(refused("idle")).endsWith("idle: its holdfast.lock holds no process number\n");
    // To jcmd this would be every Java process there is.
    write("idle/holdfast.lock", "0");
    assertThat(refused("idle")).endsWith("idle: its holdfast.lock holds no process number\n");
  }

  @Test
  void anotherProcessIsNotTakenForOurs() throws IOException {
    Process sleeper = new ProcessBuilder("sleep", "600").start();
    try {
      Files.createDirectory(directory.resolve("idle"));
      Path lock = write("idle/holdfast.lock", "" + sleeper.pid());
      assertThat(refused("idle"))
          .contains("process " + sleeper.pid() + " (")
          .contains("is no Java virtual machine");
      Instant earlier = Instant.now().minusSeconds(3600);
      Files.setLastModifiedTime(lock, FileTime.from(earlier));
      assertThat(refused("idle"))
          .contains("no process works on ")
          .contains(sleeper.pid() + ", the number in its holdfast.lock, is now that of another");
    } finally {
      sleeper.destroyForcibly();
    }
  }

  /** What both commands say; they change nothing and exit with 2. */
  private String refused(String data) {
    Result threads = holdfast.run("threads", data);
    assertThat(threads.exitCode()).as("%s", threads).isEqualTo(2);
    assertThat(threads.err().lines()).hasSize(1);
    return threads.err();
  }

  @Test
  void aProcessOfSomebodyElseIsNotForEverybody() throws IOException, InterruptedException {
    Path lib = Path.of("target", "dist", "lib").toAbsolutePath();
    assumeTrue(
        as("nobody", "test", "-r", lib.toString()).exitCode() == 0,
        "this takes root, and a distribution that everybody may read");
    Files.createDirectory(directory.resolve("data"));
    write("data/holdfast.lock", "" + ProcessHandle.current().pid());
    openToAll(directory);
    Result refused =
        as(
            "nobody",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            lib + "/*",
            "dev.holdfast.server.Main",
            "threads",
            directory.resolve("data").toString());
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(2);
    assertThat(refused.out())
        .isEqualTo(
            "process %d belongs to root, and only its owner or root may look into it; you are nobody\n"
                .formatted(ProcessHandle.current().pid()));
  }

  private static void openToAll(Path directory) throws IOException, InterruptedException {
    new ProcessBuilder("chmod", "-R", "a+rX", directory.toString()).start().waitFor();
  }

  private Result as(String user, String... command) throws IOException, InterruptedException {
    Path out = directory.resolve("as.txt");
    List<String> line =
        Stream.concat(Stream.of("runuser", "-u", user, "--"), Stream.of(command)).toList();
    try {
      Process process =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start();
      return new Result(process.waitFor(), Files.readString(out), "");
    } catch (IOException e) {
      return new Result(-1, e.toString(), "");
    }
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }
}
