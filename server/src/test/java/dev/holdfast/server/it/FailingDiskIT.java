package dev.holdfast.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.it.FailingDisk.Fault;
import dev.holdfast.server.it.Holdfast.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The disk fails below a real process. A failed sync is final: the system may have dropped what it
 * was about, and would call a second one a success. The library here does just that.
 */
class FailingDiskIT {
  private static final int JOBS = 300;

  /** Each of two workers waits for a sync before it begins a job: that makes many. */
  private static final String[] RUN = {"run", "jobs.json", "--workers", "2", "--config", "c.yaml"};

  private static final Pattern RECORD =
      Pattern.compile("\"type\":\"(\\w+)\",\"job_id\":\"([^\"]+)\"");

  @TempDir private Path directory;
  private Holdfast holdfast;
  private FailingDisk disk;

  @BeforeEach
  void setUp() throws IOException {
    disk = FailingDisk.in(directory);
    holdfast = new Holdfast(directory);
    Files.writeString(directory.resolve("jobs.json"), holdfast.run("generate", "" + JOBS).out());
    // Rare snapshots: the log keeps the whole story, over both runs.
    Files.writeString(directory.resolve("c.yaml"), "snapshot_interval: 1h\nmetrics_port: 0\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 40})
  void aFailedSyncStopsTheRunIsNotRepeatedAndLosesNothing(int nth) throws IOException {
    Result failed = disk.run(Fault.SYNC, nth, RUN);

    stoppedWith("Input/output error", failed);
    assertThat(Collections.frequency(disk.calls(), "SYNC OK")).isEqualTo(nth - 1);
    assertThat(disk.calls()).last().isEqualTo("SYNC FAILED");
    theNextRunGoesOnWhereThisOneStopped();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 40})
  void aFullDiskStopsTheRunAndLosesNothing(int nth) throws IOException {
    Result failed = disk.run(Fault.WRITE, nth, RUN);

    stoppedWith("No space left on device", failed);
    assertThat(Collections.frequency(disk.calls(), "WRITE OK")).isEqualTo(nth);
    assertThat(disk.calls()).last().isEqualTo("WRITE FAILED");
    theNextRunGoesOnWhereThisOneStopped();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void aQuotaThatIsUsedUpStopsTheRunAndLosesNothing(int nth) throws IOException {
    Result failed = disk.run(Fault.QUOTA, nth, RUN);

    stoppedWith("Disk quota exceeded", failed);
    assertThat(Collections.frequency(disk.calls(), "WRITE OK")).isEqualTo(nth);
    assertThat(disk.calls()).last().isEqualTo("WRITE FAILED");
    theNextRunGoesOnWhereThisOneStopped();
  }

  private void stoppedWith(String reason, Result failed) {
    assertThat(failed.exitCode()).as("%s", failed).isEqualTo(3);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err().lines()).last().asString().contains("wal.log").contains(reason);
    assertThat(failed.err()).doesNotContain("\tat ").doesNotContain("Exception");
  }

  private void theNextRunGoesOnWhereThisOneStopped() {
    List<String> story = story();
    Result next = holdfast.run(RUN);
    assertThat(next.exitCode()).as("%s", next).isZero();
    assertThat(next.out()).contains("dead            0\n");

    List<String> whole = story();
    assertThat(whole.subList(0, story.size())).as("what stood in the log").isEqualTo(story);
    Set<String> acknowledged = new HashSet<>();
    for (String record : whole) {
      Matcher matcher = RECORD.matcher(record);
      assertThat(matcher.find()).as(record).isTrue();
      switch (matcher.group(1)) {
        case "ACK" -> assertThat(acknowledged.add(matcher.group(2))).as(record).isTrue();
        default -> assertThat(acknowledged).as(record).doesNotContain(matcher.group(2));
      }
    }
    assertThat(acknowledged).hasSize(JOBS);
  }

  /** All records of the log. */
  private List<String> story() {
    Result dump = holdfast.run("wal", "dump");
    assertThat(dump.exitCode()).as("%s", dump).isZero();
    return dump.out().lines().toList();
  }
}
