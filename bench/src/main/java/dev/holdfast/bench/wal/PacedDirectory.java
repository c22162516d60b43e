package dev.holdfast.bench.wal;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DirectoryLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A directory whose syncs go at that pace. */
record PacedDirectory(Directory real, SyncPace pace) implements Directory {

  private record PacedFile(DataFile real, SyncPace pace) implements DataFile {
    @Override
    public String name() {
      return real.name();
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return real.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      real.write(source, position);
    }

    @Override
    public void truncate(long size) throws IOException {
      real.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      pace.sync(real::sync);
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }

  @Override
  public String describe(String name) {
    return real.describe(name);
  }

  @Override
  public List<String> list() throws IOException {
    return real.list();
  }

  @Override
  public boolean exists(String name) throws IOException {
    return real.exists(name);
  }

  @Override
  public DataFile create(String name) throws IOException {
    return new PacedFile(real.create(name), pace);
  }

  @Override
  public DataFile open(String name) throws IOException {
    return new PacedFile(real.open(name), pace);
  }

  @Override
  public DataFile openForReading(String name) throws IOException {
    return real.openForReading(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    real.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    real.delete(name);
  }

  @Override
  public void sync() throws IOException {
    pace.sync(real::sync);
  }

  @Override
  public DirectoryLock lock() throws IOException {
    return real.lock();
  }
}
