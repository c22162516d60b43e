package dev.holdfast.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.server.config.ServerConfig;
import dev.holdfast.server.jobs.JobFileException;
import dev.holdfast.server.wiring.RunResult.DeadJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunTest {
  @TempDir private Path directory;
  private final List<String> notes = new ArrayList<>();
  private final List<RunDisplay.Progress> progress = new ArrayList<>();
  private final CompletableFuture<Void> stop = new CompletableFuture<>();

  @Test
  void jobsRunAndAreCounted() throws IOException {
    RunResult result =
        run(file("jobs", fibonacci("a", ""), write("b", "out/b.txt"), fibonacci("c", "")));
    assertThat(result.jobs()).isEqualTo(3);
    assertThat(result.completed()).isEqualTo(3);
    assertThat(result.completedBefore()).isZero();
    assertThat(result.dead()).isZero();
    assertThat(result.stopped()).isFalse();
    assertThat(result.recovery().fresh()).isTrue();
    assertThat(result.p50()).isPositive();
    assertThat(result.p99()).isGreaterThanOrEqualTo(result.p50());
    assertThat(directory.resolve("data/out/b.txt")).hasContent("b");
    assertThat(notes).isEmpty();
    assertThat(progress.getLast()).isEqualTo(new RunDisplay.Progress(3, 3, 3, 0, 0));
  }

  @Test
  void aSecondRunFindsEverythingDone() throws IOException {
    Path file = file("jobs", fibonacci("a", ""), write("b", "b.txt"));
    run(file);
    Files.delete(directory.resolve("data/b.txt"));
    RunResult again = run(file);
    assertThat(again.completed()).isEqualTo(2);
    assertThat(again.completedBefore()).isEqualTo(2);
    assertThat(again.recovery().fresh()).isFalse();
    assertThat(directory.resolve("data/b.txt")).doesNotExist();
    assertThat(notes).containsExactly("recovered");
  }

  @Test
  void forwardReferencesAcrossFilesAndBatchesRunInOrder() throws IOException {
    String[] jobs =
        IntStream.range(0, 1200)
            .mapToObj(i -> fibonacci("j" + i, i < 1199 ? "\"j" + (i + 1) + "\"" : ""))
            .toArray(String[]::new);
    assertThat(run(file("jobs", jobs)).completed()).isEqualTo(1200);
  }

  @Test
  void whatIsNotAllowedIsDeadWithItsReasonAndSoIsWhatNeedsIt() throws IOException {
    RunResult result =
        run(
            file(
                "jobs",
                "{\"id\":\"net\",\"payload\":{\"type\":\"network\",\"operation\":\"http_get\",\"url\":\"http://127.0.0.1:9/\"}}",
                write("up", "../x"),
                write("log", "wal.log.00000000000000000001"),
                fibonacci("child", "\"up\""),
                fibonacci("fine", "")));
    assertThat(result.completed()).isEqualTo(1);
    assertThat(result.dead()).isEqualTo(4);
    assertThat(result.retried()).isEqualTo(6);
    assertThat(result.deadShown())
        .containsExactlyInAnyOrder(
            new DeadJob(
                "net",
                "failed 3 times, at last: the network is not allowed: run with --allow-network"),
            new DeadJob(
                "up",
                "failed 3 times, at last: write_file: the path \"../x\" leads out of the files root"),
            new DeadJob(
                "log",
                "failed 3 times, at last: write_file: the path \"wal.log.00000000000000000001\" is a file of the queue itself"),
            new DeadJob("child", "dependency up is dead"));
  }

  @Test
  void onlyTheFirstDeadJobsAreListed() throws IOException {
    String[] jobs =
        IntStream.range(0, 30).mapToObj(i -> write("j" + i, "/abs")).toArray(String[]::new);
    RunResult result = run(file("jobs", jobs));
    assertThat(result.dead()).isEqualTo(30);
    assertThat(result.deadShown())
        .hasSize(20)
        .startsWith(
            new DeadJob(
                "j0",
                "failed 3 times, at last: write_file: the path \"/abs\" is absolute; paths start at the files root"));
  }

  @Test
  void aRunWaitsForItsOwnJobsOnly() throws IOException {
    String later =
        "{\"id\":\"later\",\"payload\":{\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":1},"
            + "\"scheduled_at\":\""
            + Instant.now().plus(Duration.ofDays(1))
            + "\"}";
    stop.complete(null);
    RunResult first = run(file("later", later));
    assertThat(first.stopped()).isTrue();
    assertThat(first.open()).isEqualTo(1);
    RunResult second =
        new JobRun(
                config(c -> c),
                List.of(file("now", fibonacci("now", ""))),
                display(),
                new CompletableFuture<>())
            .execute();
    assertThat(second.stopped()).isFalse();
    assertThat(second.completed()).isEqualTo(1);
  }

  @Test
  void aBadFileLeavesTheQueueAsItWas() throws IOException {
    run(file("jobs", fibonacci("a", "")));
    Path conflicting = file("conflict", fibonacci("new", ""), fibonacci("a", "\"new\""));
    assertThatThrownBy(() -> run(conflicting))
        .isInstanceOf(JobFileException.class)
        .hasMessageContaining("job a: the queue knows another job of this id");
    Path missing = file("missing", fibonacci("new", ""), fibonacci("b", "\"nowhere\""));
    assertThatThrownBy(() -> run(missing))
        .isInstanceOf(JobFileException.class)
        .hasMessageContaining("there is no job nowhere");
    assertThat(new DataDirectories(config(c -> c)).view().stats().total()).isEqualTo(1);
  }

  @Test
  void aBadFileDoesNotEvenMakeTheDataDirectory() throws IOException {
    Path bad = Files.writeString(directory.resolve("bad.json"), "[{]");
    assertThatThrownBy(() -> run(bad)).isInstanceOf(JobFileException.class);
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void aPortThatWasAskedForMustBeFree() throws IOException {
    Path file = file("jobs", fibonacci("a", ""));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      JobRun run = new JobRun(config(c -> c.metricsPort(port)), List.of(file), display(), stop);
      assertThatThrownBy(run::execute)
          .isInstanceOf(PortInUseException.class)
          .hasMessageStartingWith("port " + port + " of 127.0.0.1, for metrics, cannot be opened")
          .hasMessageEndingWith("choose another with --metrics-port, or --no-metrics");
      assertThat(directory.resolve("data")).doesNotExist();
    }
  }

  @Test
  void logAndSnapshotsMayLieApart() throws IOException {
    Path file = file("jobs", fibonacci("a", ""));
    ServerConfig config =
        config(
            c -> c.walPath(directory.resolve("l/log")).snapshotPath(directory.resolve("s/snap")));
    new JobRun(config, List.of(file), display(), stop).execute();
    assertThat(directory.resolve("l/log.00000000000000000001")).exists();
    assertThat(directory.resolve("s/snap")).exists();
    assertThat(new DataDirectories(config).view().stats().completed()).isEqualTo(1);
  }

  @Test
  void noThreadIsLeft() throws IOException {
    run(file("jobs", fibonacci("a", "")));
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("holdfast"));
  }

  private RunResult run(Path file) throws IOException {
    return new JobRun(config(c -> c), List.of(file), display(), stop).execute();
  }

  private ServerConfig config(UnaryOperator<ServerConfig.Builder> more) {
    return more.apply(
            new ServerConfig.Builder().dataDirectory(directory.resolve("data")).metricsPort(0))
        .build();
  }

  private RunDisplay display() {
    return new RunDisplay() {
      @Override
      public void recovered(RecoveryReport report) {
        notes.add("recovered");
      }

      @Override
      public void warn(String line) {
        notes.add(line);
      }

      @Override
      public void progress(Progress now) {
        progress.add(now);
      }
    };
  }

  private Path file(String name, String... jobs) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".json"),
        List.of(jobs).stream().collect(Collectors.joining(",\n", "[\n", "\n]\n")));
  }

  private static String fibonacci(String id, String dependsOn) {
    return "{\"id\":\"%s\",\"payload\":{\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":10},\"depends_on\":[%s]}"
        .formatted(id, dependsOn);
  }

  private static String write(String id, String path) {
    return "{\"id\":\"%s\",\"payload\":{\"type\":\"io\",\"operation\":\"write_file\",\"path\":\"%s\",\"content\":\"%s\"}}"
        .formatted(id, path, id);
  }
}
