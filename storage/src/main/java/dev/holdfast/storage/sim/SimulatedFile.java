package dev.holdfast.storage.sim;

import dev.holdfast.storage.DataFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;

/** A handle on a file of a {@link SimulatedDisk}, which does the work under its lock. */
final class SimulatedFile implements DataFile {
  private final SimulatedDisk disk;
  private final Inode file;
  private final String name;
  private final boolean writable;
  private volatile boolean closed;

  SimulatedFile(SimulatedDisk disk, Inode file, String name, boolean writable) {
    this.disk = disk;
    this.file = file;
    this.name = name;
    this.writable = writable;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() throws IOException {
    mustBeOpen();
    return disk.size(file);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    mustBeOpen();
    mustNotBeNegative(position);
    return disk.read(file, name, target, position);
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    mustBeWritable();
    mustNotBeNegative(position);
    disk.write(file, name, source, position);
  }

  @Override
  public void truncate(long size) throws IOException {
    mustBeWritable();
    mustNotBeNegative(size);
    disk.truncate(file, name, size);
  }

  @Override
  public void sync() throws IOException {
    mustBeOpen();
    disk.sync(file, name);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void mustBeOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  private void mustBeWritable() throws ClosedChannelException {
    mustBeOpen();
    if (!writable) {
      throw new NonWritableChannelException();
    }
  }

  private static void mustNotBeNegative(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("negative position: " + position);
    }
  }
}
