package dev.holdfast.snapshot;

import static dev.holdfast.snapshot.States.CONFIG;
import static dev.holdfast.snapshot.States.NAME;
import static dev.holdfast.snapshot.States.open;
import static dev.holdfast.snapshot.States.state;
import static dev.holdfast.snapshot.States.text;
import static dev.holdfast.snapshot.States.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotCatalogTest {
  private static final String OLDER = "snapshot.json.00000000000000000001";

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);
  private final SnapshotCatalog catalog = SnapshotCatalog.of(disk, CONFIG);

  private static String read(SnapshotCatalog catalog, String file) {
    List<String> read = new ArrayList<>();
    catalog.read(file, (_, in) -> read.add(new String(in.readAllBytes(), UTF_8)));
    return read.getFirst();
  }

  @Test
  void readsAnyOfThemSoThatTwoCanBeCompared() {
    write(open(disk), 1);
    write(open(disk), 2);

    assertThat(catalog.list()).extracting(SnapshotInfo::file).containsExactly(NAME, OLDER);
    assertThat(read(catalog, NAME)).isEqualTo(state(2));
    assertThat(read(catalog, OLDER)).isEqualTo(state(1));
    assertThat(catalog.verify(OLDER).isValid()).isTrue();
  }

  @Test
  void refusesToReadADamagedOneAndLeavesItWhereItIs() throws IOException {
    write(open(disk), 1);
    write(open(disk), 2);
    disk.flipBit(NAME, 60, 3);
    List<SnapshotInfo> damaged = new ArrayList<>();

    assertThatThrownBy(() -> read(catalog, NAME))
        .isInstanceOf(CorruptSnapshotException.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining("is damaged");
    Optional<SnapshotInfo> newest = catalog.readNewest((_, _) -> {}, damaged::add);
    assertThat(newest.orElseThrow().file()).isEqualTo(OLDER);
    assertThat(damaged).extracting(SnapshotInfo::file).containsExactly(NAME);
    assertThat(disk.list()).containsExactly(NAME, OLDER);
  }

  @Test
  void refusesANewerSchema() {
    SnapshotStore.open(disk, CONFIG.withSchemaVersion(2), SnapshotListener.NOOP)
        .write(1, 2, text(state(1, 2)));

    assertThatThrownBy(() -> read(catalog, NAME)).isInstanceOf(NewerSnapshotException.class);
    assertThat(catalog.list()).extracting(SnapshotInfo::schemaVersion).containsExactly(2);
  }

  @Test
  void saysIfThereIsNoSuchFile() {
    assertThatThrownBy(() -> catalog.verify(NAME))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining(NAME);
  }

  @Test
  void passesOnWhyAReaderFailed() {
    write(open(disk), 1);

    assertThatThrownBy(() ->
            catalog.readNewest(
                (_, _) -> {
                  throw new java.nio.file.NoSuchFileException("the reader's own");
                },
                _ -> {}))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("the reader's own");
  }

  @Test
  void worksOnADirectoryInWhichNothingMayBeWritten(@TempDir Path folder) throws IOException {
    DiskDirectory writable = DiskDirectory.open(folder);
    write(open(writable), 1);
    SnapshotCatalog reading = SnapshotCatalog.of(DiskDirectory.openForReading(folder), CONFIG);

    assertThat(read(reading, NAME)).isEqualTo(state(1));
    assertThat(reading.list()).hasSize(1);
    assertThat(reading.verify(NAME).isValid()).isTrue();
    assertThat(reading.readNewest((_, _) -> {}, _ -> {})).isPresent();
  }

  /** A view of the disk in which {@code event} happens right after each listing. */
  private Directory afterListing(Runnable event) {
    return (Directory)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Directory.class},
            (_, method, arguments) -> {
              try {
                Object result = method.invoke(disk, arguments);
                if (method.getName().equals("list")) {
                  event.run();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void looksAgainIfAFileWentBetweenListingAndOpening() {
    SnapshotStore store = open(disk);
    write(store, 1);
    write(store, 2);
    AtomicLong lastSeq = new AtomicLong(2);
    Runnable publishOnce =
        () -> {
          if (lastSeq.get() == 2) {
            write(store, lastSeq.incrementAndGet());
          }
        };
    SnapshotCatalog moving = SnapshotCatalog.of(afterListing(publishOnce), CONFIG);

    assertThat(moving.list()).extracting(SnapshotInfo::lastSeq).containsExactly(3L, 2L);
  }

  @Test
  void givesUpOnADirectoryThatNeverStandsStill() {
    SnapshotStore store = open(disk);
    write(store, 1);
    write(store, 2);
    AtomicLong lastSeq = new AtomicLong(2);
    Runnable publish = () -> write(store, lastSeq.incrementAndGet());
    SnapshotCatalog moving = SnapshotCatalog.of(afterListing(publish), CONFIG);

    assertThatThrownBy(moving::list)
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("cannot read snapshot");
  }

  @Test
  void readsAWholeOneWhileOthersArePublished() throws Exception {
    SnapshotStore store = open(disk);
    write(store, 1);
    FutureTask<Boolean> writer =
        new FutureTask<>(() -> {
          for (long lastSeq = 2; lastSeq <= 300; lastSeq++) {
            write(store, lastSeq);
          }
          return true;
        });
    Thread thread = Thread.ofPlatform().name("snapshot-writer").start(writer);
    long newest = 0;
    while (!writer.isDone()) {
      List<String> read = new ArrayList<>();
      SnapshotInfo info =
          catalog
              .readNewest(
                  (_, in) -> read.add(new String(in.readAllBytes(), UTF_8)),
                  damaged -> {
                    throw new AssertionError("not damaged: " + damaged);
                  })
              .orElseThrow();
      assertThat(read).containsExactly(state(info.lastSeq()));
      assertThat(info.lastSeq()).isGreaterThanOrEqualTo(newest);
      newest = info.lastSeq();
    }
    thread.join();
    assertThat(writer.get()).isTrue();
  }
}
