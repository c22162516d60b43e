package dev.holdfast.bench.wal;

import dev.holdfast.bench.WorkFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Acknowledged appends a second at 1, 8, 64 and 512 appenders, 256 B a record: all logs in turns
 * within one JVM, round by round, each in a new folder. Behind each turn of ours the disk replays
 * the very batches that were written, so that the ratio of the two says how much of the disk the
 * log makes use of, whatever the disk was doing at the time. Turns are short and many for the same
 * reason.
 *
 * <p>{@code AppendScenario FILE on_disk|on_slow_disk|os_has_it [rounds] [millis a turn]}
 */
public final class AppendScenario {
  private static final int[] APPENDERS = {1, 8, 64, 512};
  private static final int RECORD_BYTES = 256;
  private static final Duration LEAD_IN = Duration.ofMillis(150);

  private final byte[] record = Appenders.record(RECORD_BYTES);
  private final List<Subject> subjects;
  private final Duration turn;
  private final WorkFolder folder;
  private final RawDisk disk;
  private final List<Slice> slices = new ArrayList<>();

  private AppendScenario(List<Subject> subjects, Duration turn, WorkFolder folder, RawDisk disk) {
    this.subjects = new ArrayList<>(subjects);
    this.turn = turn;
    this.folder = folder;
    this.disk = disk;
  }

  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    Subject.Promise promise = Subject.Promise.valueOf(args[1].toUpperCase(Locale.ROOT));
    List<Subject> subjects = Subject.all(promise);
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 7;
    Duration turn = Duration.ofMillis(args.length > 3 ? Integer.parseInt(args[3]) : 400);
    try (WorkFolder folder = WorkFolder.create();
        RawDisk disk = new RawDisk(folder.path().resolve("raw"), promise.pace())) {
      Results.Machine machine = Results.Machine.here(folder.path());
      AppendScenario scenario = new AppendScenario(subjects, turn, folder, disk);
      scenario.run(rounds);
      Results.write(file, new Results.Appends(machine, RECORD_BYTES, scenario.slices));
    }
  }

  private void run(int rounds) throws Exception {
    for (Subject subject : subjects) {
      measure(subject, 64, -1); // so that the compiler has seen everything
    }
    for (int appenders : APPENDERS) {
      for (int round = 0; round < rounds; round++) {
        for (Subject subject : subjects) {
          Slice slice = measure(subject, appenders, round);
          slices.add(slice);
          System.err.printf(
              "%3d appenders, round %d: %-40s %,10.0f/s, p50 %,.0f us%n",
              appenders, round, subject.title(), slice.perSecond(), slice.ackMicros().p50());
        }
        Collections.rotate(subjects, 1); // nobody is always behind the same neighbour
      }
    }
  }

  private Slice measure(Subject subject, int appenders, int round) throws Exception {
    Path place = folder.create("log");
    disk.settle();
    Slice slice;
    try (Log log = subject.open(place)) {
      slice = measure(subject, log, appenders, round);
    }
    WorkFolder.delete(place);
    return slice;
  }

  private Slice measure(Subject subject, Log log, int appenders, int round) throws Exception {
    Appenders threads = new Appenders(subject, log, appenders, record, disk);
    threads.run(round, LEAD_IN);
    if (!(log instanceof HoldfastLog ours)) {
      return threads.run(round, turn);
    }
    ours.batches().clear();
    Slice slice = threads.run(round, turn);
    return slice.with(disk.replay(ours.batches()));
  }
}
