package dev.holdfast.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobState;
import dev.holdfast.server.config.ServerConfig;
import dev.holdfast.server.it.Holdfast.Result;
import dev.holdfast.server.it.Holdfast.Running;
import dev.holdfast.server.wiring.DataDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise, tried on real processes: whatever was acknowledged survives SIGKILL, and what was
 * completed never runs again. {@code -Dholdfast.kills=N} kills N times instead of a few.
 */
class KillIT {
  private static final int KILLS = Integer.getInteger("holdfast.kills", 4);
  private static final Pattern RECOVERED = Pattern.compile("Recovered in ([\\d.]+) (µs|ms|s):");
  private static final double RECOVERY_SECONDS_MAX = 3;

  @TempDir private Path directory;
  private Set<String> known = Set.of();
  private Set<String> completed = Set.of();

  @Test
  void aHundredJobsSurviveAnyKill() throws IOException {
    surviveKills(100, 1);
  }

  @Test
  void tenThousandJobsSurviveAnyKill() throws IOException {
    surviveKills(10_000, 300);
  }

  private void surviveKills(int jobs, int apartMin) throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Holdfast holdfast = new Holdfast(directory);
    try (Witness witness = new Witness()) {
      Files.writeString(directory.resolve("jobs.json"), witness.jobFile(jobs, "job"));
      for (int kill = 0; kill < KILLS; kill++) {
        int until = witness.requests() + apartMin + random.nextInt(Math.max(1, jobs / (2 * KILLS)));
        Running running = start(holdfast);
        running.awaits(() -> witness.requests() >= until);
        running.kill();
        nothingAcknowledgedIsLost("seed " + seed);
        witness.mustNotSeeAgain(completed);
        recoveredFastEnough(running.errSoFar());
      }
      Result last = start(holdfast).end();
      assertThat(last.exitCode()).as("seed %d, %s", seed, last).isZero();
      recoveredFastEnough(last.err());
      nothingAcknowledgedIsLost("seed " + seed);
      Set<String> all =
          IntStream.rangeClosed(1, jobs).mapToObj(i -> "task-" + i).collect(Collectors.toSet());
      assertThat(completed).isEqualTo(all);
      assertThat(witness.seen()).isEqualTo(all);
      assertThat(witness.repeated()).as("seed %d", seed).isEmpty();
    }
  }

  private static Running start(Holdfast holdfast) {
    return holdfast.start("run", "jobs.json", "--allow-network", "--no-metrics");
  }

  /** What was there at the last kill, or was completed then, must be so still. */
  private void nothingAcknowledgedIsLost(String seed) {
    if (!Files.exists(directory.resolve("data/wal.log.00000000000000000001")) && known.isEmpty()) {
      return; // killed before there was a log
    }
    List<Job> jobs = directories().view().image().jobs();
    Set<String> knownNow = ids(jobs, job -> true);
    Set<String> completedNow = ids(jobs, job -> job.state() == JobState.COMPLETED);
    assertThat(knownNow).as(seed).containsAll(known);
    assertThat(completedNow).as(seed).containsAll(completed);
    assertThat(ids(jobs, job -> job.state() == JobState.DEAD)).as(seed).isEmpty();
    known = knownNow;
    completed = completedNow;
  }

  private static Set<String> ids(List<Job> jobs, Predicate<Job> wanted) {
    return jobs.stream().filter(wanted).map(job -> job.id().value()).collect(Collectors.toSet());
  }

  private DataDirectories directories() {
    return new DataDirectories(
        new ServerConfig.Builder().dataDirectory(directory.resolve("data")).build());
  }

  private static void recoveredFastEnough(String err) {
    Matcher matcher = RECOVERED.matcher(err);
    if (matcher.find()) {
      double unit = Map.of("µs", 1e-6, "ms", 1e-3, "s", 1.0).get(matcher.group(2));
      assertThat(Double.parseDouble(matcher.group(1)) * unit).isLessThan(RECOVERY_SECONDS_MAX);
    }
  }

  @Test
  void theLogShowsNoDispatchAfterAnAcknowledgement() throws IOException {
    Holdfast holdfast = new Holdfast(directory);
    // Rare snapshots: the log keeps the whole story, over all kills.
    Files.writeString(directory.resolve("c.yaml"), "snapshot_interval: 1h\nmetrics_port: 0\n");
    Files.writeString(directory.resolve("jobs.json"), holdfast.run("generate", "5000").out());
    for (int kill = 0; kill < 2; kill++) {
      Path log = directory.resolve("data/wal.log.00000000000000000001");
      long before = Files.exists(log) ? directories().view().stats().lastSeq() : 0;
      Running running = holdfast.start("run", "jobs.json", "--config", "c.yaml");
      running.awaits(() -> Files.exists(log) && lastSeq() > before + 2000);
      running.kill();
    }
    assertThat(holdfast.run("run", "jobs.json", "--config", "c.yaml").exitCode()).isZero();
    Map<String, Integer> enqueued = new HashMap<>();
    Set<String> dispatched = new HashSet<>();
    Set<String> acknowledged = new HashSet<>();
    Pattern record = Pattern.compile("\"type\":\"(\\w+)\",\"job_id\":\"([^\"]+)\"");
    holdfast
        .run("wal", "dump")
        .out()
        .lines()
        .forEach(line -> {
          Matcher matcher = record.matcher(line);
          assertThat(matcher.find()).as(line).isTrue();
          String id = matcher.group(2);
          switch (matcher.group(1)) {
            case "ENQUEUE" -> enqueued.merge(id, 1, Integer::sum);
            case "ACK" -> assertThat(acknowledged.add(id)).as(line).isTrue();
            // Recovery takes back a batch whose end the kill cut off; it was never acknowledged.
            case "FORGET" -> {
              assertThat(dispatched).as(line).doesNotContain(id);
              assertThat(enqueued.remove(id)).as(line).isEqualTo(1);
            }
            default -> {
              assertThat(acknowledged).as(line).doesNotContain(id);
              dispatched.add(id);
            }
          }
        });
    assertThat(enqueued).hasSize(5000).allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
    assertThat(acknowledged).isEqualTo(enqueued.keySet());
  }

  private long lastSeq() {
    return directories().view().stats().lastSeq();
  }
}
