package dev.holdfast.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** States to write, and what was read. */
final class States {
  static final String NAME = "snapshot.json";
  static final SnapshotConfig CONFIG = SnapshotConfig.named(NAME);

  private States() {}

  static SnapshotStore open(Directory directory) {
    return SnapshotStore.open(directory, CONFIG, SnapshotListener.NOOP);
  }

  /** A state of more than one sector, so that it can tear. */
  static String state(long lastSeq) {
    return state(lastSeq, 1);
  }

  static String state(long lastSeq, int schemaVersion) {
    return "{\"schema_version\":%d,\"last_seq\":%d,\"queue\":[\"%s\"]}"
        .formatted(schemaVersion, lastSeq, "job-%d ".formatted(lastSeq).repeat(100));
  }

  static SnapshotWriter text(String text) {
    return out -> out.write(text.getBytes(UTF_8));
  }

  static SnapshotInfo write(SnapshotStore store, long lastSeq) {
    return store.write(lastSeq, 1, text(state(lastSeq)));
  }

  /** The newest sound state, as text. */
  static Optional<String> load(SnapshotStore store) {
    List<String> read = new ArrayList<>();
    Optional<SnapshotInfo> info =
        store.load((_, in) -> read.add(new String(in.readAllBytes(), UTF_8)));
    return info.map(_ -> read.getFirst());
  }

  static byte[] content(Directory directory, String name) throws IOException {
    try (DataFile file = directory.openForReading(name)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.read(bytes, 0);
      return bytes.array();
    }
  }

  static void put(Directory directory, String name, byte[] content) throws IOException {
    if (directory.exists(name)) {
      directory.delete(name);
    }
    try (DataFile file = directory.create(name)) {
      file.write(ByteBuffer.wrap(content), 0);
    }
  }
}
