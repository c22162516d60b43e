package dev.holdfast.server.jobs;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * An open job file. It is read twice, so it must be a real file, and must not change in between:
 * size, time and identity are looked at again and again.
 */
final class JobFile implements AutoCloseable {
  private static final int WINDOW_BYTES = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final Stamp stamp;

  /** A part of the file, from {@link #windowFrom} on: most jobs are read in the file's order. */
  private byte[] window = new byte[0];

  private long windowFrom;
  private int windowLength;

  private JobFile(Path path, FileChannel channel, Stamp stamp) {
    this.path = path;
    this.channel = channel;
    this.stamp = stamp;
  }

  /** Opens a file, or says in a {@link JobFileException} why it cannot. */
  static JobFile open(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw new JobFileException(path + ": is a directory, not a job file");
      }
      if (!attributes.isRegularFile()) {
        throw new JobFileException(
            path + ": is not a regular file; it is read twice, so write it to the disk first");
      }
      return new JobFile(path, FileChannel.open(path), Stamp.of(attributes));
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new JobFileException(path + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw new JobFileException(path + ": must not be read: permission denied");
    } catch (IOException e) {
      throw new JobFileException(path + ": cannot be read: " + e.getMessage());
    }
  }

  String name() {
    return path.toString();
  }

  /** The content from the start. Closing the stream leaves the file open. */
  InputStream stream() throws IOException {
    channel.position(0);
    return new BufferedInputStream(
        new FilterInputStream(Channels.newInputStream(channel)) {
          @Override
          public void close() {}
        },
        WINDOW_BYTES);
  }

  /** Refuses a file that is no longer what was opened. */
  void requireUnchanged() {
    try {
      if (!stamp.equals(Stamp.of(Files.readAttributes(path, BasicFileAttributes.class)))) {
        throw changed();
      }
    } catch (IOException e) {
      throw changed();
    }
  }

  JobFileException changed() {
    return new JobFileException(
        path + ": was changed while it was read; run it again once it stays as it is");
  }

  /** Makes these bytes lie in {@link #bytes()}, and says where there they begin. */
  int locate(long offset, int length) {
    if (offset < windowFrom || offset + length > windowFrom + windowLength) {
      fill(offset, length);
    }
    return (int) (offset - windowFrom);
  }

  /** The array that the last {@link #locate} spoke of. */
  byte[] bytes() {
    return window;
  }

  private void fill(long offset, int length) {
    requireUnchanged();
    if (window.length < Math.max(length, WINDOW_BYTES)) {
      window = new byte[Math.max(length, WINDOW_BYTES)];
    }
    ByteBuffer target = ByteBuffer.wrap(window);
    try {
      while (target.hasRemaining() && channel.read(target, offset + target.position()) > 0) {
        // A read may return less than was asked for.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be read", e);
    }
    windowFrom = offset;
    windowLength = target.position();
    if (windowLength < length) {
      throw changed();
    }
  }

  /** Finds line and column by reading up to there: for messages only. */
  Place placeOf(long offset) {
    long line = 1;
    long column = 1;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      for (long i = 0; i < offset; i++) {
        boolean newline = in.read() == '\n';
        line += newline ? 1 : 0;
        column = newline ? 1 : column + 1;
      }
    } catch (IOException e) {
      throw changed();
    }
    return new Place(name(), line, column);
  }

  @Override
  public void close() {
    window = new byte[0];
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be closed", e);
    }
  }

  private record Stamp(long size, FileTime modified, @Nullable Object key) {
    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
  }
}
