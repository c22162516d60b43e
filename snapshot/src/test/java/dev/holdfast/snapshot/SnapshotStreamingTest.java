package dev.holdfast.snapshot;

import static dev.holdfast.snapshot.States.NAME;
import static dev.holdfast.snapshot.States.open;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.holdfast.storage.DiskDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state is never held in memory. {@code -Dholdfast.snapshot.megabytes=300} makes it larger. */
class SnapshotStreamingTest {
  private static final int MEGABYTES = Integer.getInteger("holdfast.snapshot.megabytes", 24);
  private static final int CHUNK_BYTES = 8 * 1024;

  /** For the store itself; and, for each buffer full, the few objects that a call takes. */
  private static final long ALLOCATED_BYTES_MAX = (2 << 20) + MEGABYTES * 1024L * 1024 / 64;

  @Test
  void writesAndReadsWithoutAllocatingForTheState(@TempDir Path folder) throws IOException {
    long stateBytes = MEGABYTES * 1024L * 1024;
    DiskDirectory disk = DiskDirectory.open(folder);
    SnapshotStore store = open(disk);
    long[] read = {0};

    long before = allocatedBytes();
    SnapshotInfo written = store.write(1, 1, out -> writeState(out, stateBytes));
    store.load((_, in) -> read[0] = count(in));
    long allocated = allocatedBytes() - before;

    assertThat(read[0]).isEqualTo(stateBytes);
    assertThat(written.bytes()).isBetween(stateBytes, stateBytes + SnapshotFormat.TAIL_BYTES_MAX);
    assertThat(store.verify(NAME).isValid()).isTrue();
    assertThat(allocated).isLessThan(ALLOCATED_BYTES_MAX);
  }

  private static void writeState(OutputStream out, long bytes) throws IOException {
    byte[] head =
        "{\"schema_version\":1,\"last_seq\":1,\"x\":\"".getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = "x".repeat(CHUNK_BYTES).getBytes(StandardCharsets.US_ASCII);
    out.write(head);
    long left = bytes - head.length - 2;
    while (left > 0) {
      int count = (int) Math.min(left, chunk.length);
      out.write(chunk, 0, count);
      left -= count;
    }
    out.write('"');
    out.write('}');
  }

  private static long count(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    long total = 0;
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      total += count;
    }
    return total;
  }

  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }
}
