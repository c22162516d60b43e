package dev.holdfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.JsonPayload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On snapshots as the queue itself leaves them. */
class SnapshotDiffTest {
  /** Two jobs. */
  private static final String OLD = "snapshot.json.00000000000000000002";

  /** One of them is done, the other has failed once, and there is a third. */
  private static final String NEW = "snapshot.json";

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void setUp() {
    inEngine(engine -> enqueue(engine, "same", "other"));
  }

  /** Closing it leaves a snapshot. */
  private void inEngine(Consumer<Engine> work) {
    EngineConfig config = EngineConfig.defaults().withSnapshotInterval(Duration.ofHours(1));
    try (Engine engine = Engine.open(directory, config, EngineListener.NONE)) {
      work.accept(engine);
    }
  }

  private static void enqueue(Engine engine, String... ids) {
    engine
        .enqueue(
            Stream.of(ids)
                .map(id -> JobSpec.of(new JobId(id), JsonPayload.parse("{\"id\":\"payload\"}")))
                .toList())
        .join();
  }

  private void goOn() {
    inEngine(engine -> {
      engine.ack(engine.reserve("w", 1, Duration.ZERO).join().getFirst()).join();
      engine.fail(engine.reserve("w", 1, Duration.ZERO).join().getFirst(), "no").join();
      enqueue(engine, "third");
    });
  }

  @Test
  void addedAndChangedJobsAreShown() {
    goOn();
    assertThat(diff(OLD, NEW)).isEqualTo(1);
    assertThat(out().lines())
        .containsExactlyInAnyOrder(
            "~ same: pending, attempt 0 -> completed, attempt 1",
            "~ other: pending, attempt 0 -> pending, attempt 1",
            "+ third: pending, attempt 0",
            "records 2 to 8: 1 added, 0 gone, 2 changed, 0 the same");
    assertThat(err()).isEmpty();
  }

  @Test
  void theOtherWayRoundJobsAreGone() {
    goOn();
    assertThat(diff(NEW, OLD)).isEqualTo(1);
    assertThat(out().lines())
        .contains("- third: pending, attempt 0")
        .endsWith("records 8 to 2: 0 added, 1 gone, 2 changed, 0 the same");
  }

  @Test
  void noDifferenceIsExitCodeZero() {
    assertThat(diff(NEW, NEW)).isZero();
    assertThat(out()).isEqualTo("records 2 to 2: 0 added, 0 gone, 0 changed, 2 the same\n");
  }

  @Test
  void aSnapshotCanBeNamedByItsLastRecord() {
    goOn();
    assertThat(diff("2", "8")).isEqualTo(1);
    assertThat(out()).endsWith("records 2 to 8: 1 added, 0 gone, 2 changed, 0 the same\n");
  }

  @Test
  void aSnapshotThatIsNotThereIsNamedWithThoseThatAre() {
    assertThat(diff(NEW, "3")).isEqualTo(2);
    assertThat(err())
        .startsWith("there is no snapshot 3: there are snapshot.json (up to record 2)\n");
    assertThat(out()).isEmpty();
  }

  @Test
  void aDirectoryWithoutSnapshotsSaysSo() throws IOException {
    Files.delete(directory.resolve(NEW));
    assertThat(diff(NEW, OLD)).isEqualTo(2);
    assertThat(err()).startsWith("there is no snapshot snapshot.json: there are none\n");
    Path nowhere = directory.resolve("nowhere");
    assertThat(run("snapshot", "diff", "a", "b", nowhere.toString())).isEqualTo(3);
    assertThat(err()).isEqualTo("there is no data directory " + nowhere + "\n");
  }

  @Test
  void aDamagedSnapshotIsNotCompared() throws IOException {
    goOn();
    Path file = directory.resolve(OLD);
    Files.writeString(file, Files.readString(file).replace("pending", "running"));
    assertThat(diff(OLD, NEW)).isEqualTo(3);
    assertThat(err()).contains(OLD + " is damaged: ").doesNotContain("\tat ");
    assertThat(diff(NEW, OLD)).isEqualTo(3);
    assertThat(out()).isEmpty();
  }

  @Test
  void aReaderThatHasGoneIsNoError() {
    goOn();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Streams streams = new Streams(closed, new PrintStream(err, true, UTF_8), false);
    assertThat(HoldfastCommand.run(streams, "snapshot", "diff", OLD, NEW, directory.toString()))
        .isZero();
    assertThat(err()).isEmpty();
  }

  private int diff(String a, String b) {
    return run("snapshot", "diff", a, b, directory.toString());
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return HoldfastCommand.run(new Streams(out, new PrintStream(err, true, UTF_8), false), args);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
