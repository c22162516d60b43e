package dev.holdfast.server.torture;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DirectoryLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A bug to be found: it says that it has synced, but does not always do so. */
public final class LyingDisk implements Directory {
  /** What is left out. */
  public enum Lie {
    /** Every third sync of a file. */
    THIRD_FILE_SYNC,
    /** Every sync of the directory. */
    DIRECTORY_SYNC
  }

  private final Directory disk;
  private final Lie lie;
  private final AtomicInteger fileSyncs = new AtomicInteger();

  public LyingDisk(Directory disk, Lie lie) {
    this.disk = disk;
    this.lie = lie;
  }

  @Override
  public void sync() throws IOException {
    if (lie != Lie.DIRECTORY_SYNC) {
      disk.sync();
    }
  }

  private boolean isLeftOut() {
    return lie == Lie.THIRD_FILE_SYNC && fileSyncs.incrementAndGet() % 3 == 0;
  }

  @Override
  public String describe(String name) {
    return disk.describe(name);
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public boolean exists(String name) throws IOException {
    return disk.exists(name);
  }

  @Override
  public DataFile create(String name) throws IOException {
    return new LyingFile(disk.create(name));
  }

  @Override
  public DataFile open(String name) throws IOException {
    return new LyingFile(disk.open(name));
  }

  @Override
  public DataFile openForReading(String name) throws IOException {
    return disk.openForReading(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public DirectoryLock lock() throws IOException {
    return disk.lock();
  }

  private final class LyingFile implements DataFile {
    private final DataFile file;

    LyingFile(DataFile file) {
      this.file = file;
    }

    @Override
    public void sync() throws IOException {
      if (!isLeftOut()) {
        file.sync();
      }
    }

    @Override
    public String name() {
      return file.name();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      file.write(source, position);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
