package dev.holdfast.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.storage.internal.FileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The lock of a directory: a lock of the operating system on a file in it, and a table against
 * other openers in this process.
 *
 * <p>The table is asked first, because such a lock belongs to the process: it would be granted
 * again, and closing any other handle on the file would free it.
 */
final class DiskLock implements DirectoryLock {
  private static final Set<Object> HELD_HERE = ConcurrentHashMap.newKeySet();
  private static final int PID_BYTES_MAX = 20;

  private final Object key;
  private final AsynchronousFileChannel channel;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DiskLock(Object key, AsynchronousFileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  static DiskLock take(Path directory) throws IOException {
    Object key = key(directory);
    if (!HELD_HERE.add(key)) {
      throw inUse(directory, OptionalLong.of(ProcessHandle.current().pid()));
    }
    boolean taken = false;
    try {
      DiskLock lock = takeFromSystem(directory, key);
      taken = true;
      return lock;
    } finally {
      if (!taken) {
        HELD_HERE.remove(key);
      }
    }
  }

  /** The directory itself, whatever path leads to it. */
  private static Object key(Path directory) throws IOException {
    Object identity = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    return Objects.requireNonNullElseGet(identity, () -> directory);
  }

  private static DiskLock takeFromSystem(Path directory, Object key) throws IOException {
    AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(
            directory.resolve(FileNames.LOCK),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            CallerRuns.INSTANCE);
    boolean taken = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(directory, anotherPid(channel));
      }
      writePid(channel);
      taken = true;
      return new DiskLock(key, channel);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static void writePid(AsynchronousFileChannel channel) throws IOException {
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII);
    // Only for the message to others: the lock holds without it, on a full disk for instance.
    channel.truncate(0);
    Object _ = channel.write(ByteBuffer.wrap(pid), 0);
  }

  private static OptionalLong readPid(AsynchronousFileChannel channel) {
    ByteBuffer text = ByteBuffer.allocate(PID_BYTES_MAX);
    Object _ = channel.read(text, 0);
    try {
      return OptionalLong.of(Long.parseLong(US_ASCII.decode(text.flip()).toString()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Our own number is that of a process in another container, which means nothing here. */
  private static OptionalLong anotherPid(AsynchronousFileChannel channel) {
    OptionalLong pid = readPid(channel);
    boolean own = pid.isPresent() && pid.getAsLong() == ProcessHandle.current().pid();
    return own ? OptionalLong.empty() : pid;
  }

  private static DirectoryInUseException inUse(Path directory, OptionalLong holderPid) {
    return new DirectoryInUseException(directory.toString(), holderPid);
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      try {
        channel.close();
      } finally {
        HELD_HERE.remove(key);
      }
    }
  }
}
