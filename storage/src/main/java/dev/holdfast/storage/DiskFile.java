package dev.holdfast.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Future;

/** A file on the disk, read and written on the caller's thread; see {@link CallerRuns}. */
final class DiskFile implements DataFile {
  private final Path path;
  private final AsynchronousFileChannel channel;

  private DiskFile(Path path, AsynchronousFileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static DiskFile open(Path path, Set<? extends OpenOption> options) throws IOException {
    return new DiskFile(path, AsynchronousFileChannel.open(path, options, CallerRuns.INSTANCE));
  }

  @Override
  public String name() {
    return String.valueOf(path.getFileName());
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int asked = target.remaining();
    int total = 0;
    while (target.hasRemaining()) {
      int count = result(channel.read(target, position + total));
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total == 0 && asked > 0 ? -1 : total;
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += result(channel.write(source, at));
    }
  }

  @Override
  public void truncate(long size) throws IOException {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public void sync() throws IOException {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The channel's own thread is this one, so the operation is over. */
  private int result(Future<Integer> operation) throws IOException {
    if (operation.state() == Future.State.SUCCESS) {
      return operation.resultNow();
    }
    if (operation.exceptionNow() instanceof IOException e) {
      throw named(e);
    }
    throw new IOException(path.toString(), operation.exceptionNow());
  }

  /** The system's message says what went wrong, but not where. */
  private IOException named(IOException e) {
    return e instanceof ClosedChannelException
        ? e
        : new IOException(path + ": " + e.getMessage(), e);
  }
}
