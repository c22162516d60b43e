package dev.holdfast.server.torture;

import static dev.holdfast.server.torture.Ordeal.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.snapshot.SnapshotConfig;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.snapshot.SnapshotStore;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.CrashExplorer;
import dev.holdfast.storage.sim.CrashExplorer.Run;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The snapshots: the newest that was published is there, whole, and so are those kept behind it. A
 * promise is the {@code last_seq} of a published one. It has one thread, so that a failure is
 * repeatable.
 */
final class SnapshotOrdeal implements Ordeal<Long> {
  private static final int SNAPSHOTS = 5;
  private static final int STEP_MAX = 5000;
  private static final SnapshotConfig CONFIG = SnapshotConfig.named("snapshot.json");

  @Override
  public String name() {
    return "snapshot";
  }

  @Override
  public CrashExplorer bounded(CrashExplorer explorer) {
    return explorer.withCutsMax(60).withOutcomesMax(12).withRecoveryCutsMax(2);
  }

  @Override
  public void work(Directory disk, Run<Long> run) {
    RandomGenerator random = run.random();
    SnapshotConfig config = CONFIG.withRetain(1 + random.nextInt(3));
    SnapshotStore store = SnapshotStore.open(disk, config, SnapshotListener.NOOP);
    long lastSeq = 0;
    for (int i = 0; i < SNAPSHOTS; i++) {
      lastSeq += 1 + random.nextInt(STEP_MAX);
      write(store, lastSeq);
      run.promise(lastSeq);
      if (random.nextInt(SNAPSHOTS) == 0) {
        store = SnapshotStore.open(disk, config, SnapshotListener.NOOP);
      }
    }
  }

  @Override
  public void check(Directory found, List<Long> promised) throws IOException {
    long newest = holds(found, promised.isEmpty() ? 0 : promised.getLast());
    write(SnapshotStore.open(found, CONFIG, SnapshotListener.NOOP), newest + 1);
    holds(found, newest + 1);
  }

  /** Returns the {@code last_seq} of the newest. */
  private static long holds(Directory found, long promised) throws IOException {
    SnapshotStore store = SnapshotStore.open(found, CONFIG, SnapshotListener.NOOP);
    Optional<SnapshotInfo> loaded =
        store.load((info, in) ->
            require(
                new String(in.readAllBytes(), UTF_8).equals(state(info.lastSeq())),
                "the snapshot up to " + info.lastSeq() + " is not as it was written"));
    long newest = loaded.map(SnapshotInfo::lastSeq).orElse(0L);
    require(store.damaged().isEmpty(), "damaged: " + store.damaged());
    require(newest >= promised, "published up to " + promised + ", found up to " + newest);
    for (SnapshotInfo kept : store.list()) {
      require(store.verify(kept.file()).isValid(), kept.file() + " is damaged");
    }
    require(found.list().stream().noneMatch(file -> file.endsWith(".tmp")), "rubbish is left");
    return newest;
  }

  private static void write(SnapshotStore store, long lastSeq) {
    store.write(lastSeq, 1, out -> out.write(state(lastSeq).getBytes(UTF_8)));
  }

  /** The state up to there: another one each time, of up to a few sectors. */
  private static String state(long lastSeq) {
    String jobs = ("\"job-" + lastSeq + "\",").repeat((int) (lastSeq % 200));
    return "{\"schema_version\":1,\"last_seq\":" + lastSeq + ",\"queue\":[" + jobs + "0]}";
  }
}
