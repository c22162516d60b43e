package dev.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.snapshot.SnapshotConfig;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.snapshot.SnapshotStore;
import dev.holdfast.storage.DirectoryLock;
import dev.holdfast.storage.DiskDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** State files that survive a crash and damage: {@code holdfast-snapshot} without the queue. */
public final class SnapshotAlone {

  private SnapshotAlone() {}

  /** Takes the data folder as its argument. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    // Whoever writes holds the directory's lock; the store does not take it.
    try (DirectoryLock _ = DiskDirectory.open(folder).lock()) {
      writeAndLoad(folder);
    }
  }

  private static void writeAndLoad(Path folder) throws IOException {
    SnapshotStore store = open(folder);
    // Each is written aside, synced and renamed: a reader finds the old or the new, never half.
    write(store, 1, "first");
    write(store, 2, "second");
    // Damage to the newest is noticed, and the one before is used.
    Files.writeString(folder.resolve("state.json"), "oops", StandardOpenOption.WRITE);
    SnapshotStore reopened = open(folder);
    reopened.load((_, in) -> IO.println("loaded: " + new String(in.readAllBytes(), UTF_8)));
    for (SnapshotInfo damaged : reopened.damaged()) {
      IO.println("set aside: " + damaged.file());
    }
  }

  private static SnapshotStore open(Path folder) throws IOException {
    SnapshotConfig config = SnapshotConfig.named("state.json");
    return SnapshotStore.open(DiskDirectory.open(folder), config, SnapshotListener.NOOP);
  }

  private static void write(SnapshotStore store, long seq, String text) {
    String state = "{\"schema_version\":1,\"last_seq\":%d,\"text\":\"%s\"}".formatted(seq, text);
    store.write(seq, 1, out -> out.write(state.getBytes(UTF_8)));
  }
}
