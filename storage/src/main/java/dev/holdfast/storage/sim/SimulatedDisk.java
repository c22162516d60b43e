package dev.holdfast.storage.sim;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DirectoryInUseException;
import dev.holdfast.storage.DirectoryLock;
import dev.holdfast.storage.internal.FileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A directory in memory that behaves as badly as a real disk may, on request and repeatably.
 *
 * <p><b>What a loss of power does.</b> Of the creates, renames and deletes since its last sync, the
 * directory is found with any subset in which the changes of each single name are in their order: a
 * change is lost with every earlier one of a name that both concern. A rename concerns two names,
 * and takes place for both or for neither. Each file is found with some length that it had since
 * its last sync, and each of its 512-byte sectors with some content that it had since then, every
 * one independently of all others: so writes are lost in any subset, take effect in any order, and
 * are torn at sector boundaries. A sector behind the synced end of a file may also hold garbage, as
 * when its place belonged to another file before.
 *
 * <p><b>What is not modelled.</b> A sector is written whole or not at all, and so is a change to
 * the directory. What was synced stays, unless bits are flipped on request; no write goes to the
 * wrong place. Access times, permissions, links and subdirectories do not exist.
 *
 * <p>Thread safe. Equal seeds and equal calls in equal order give equal results.
 */
public final class SimulatedDisk implements Directory {
  private static final int TRACE_MAX = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final long seed;

  /** This and everything below is guarded by {@link #lock}. */
  private final RandomGenerator random;

  private final Entries entries;
  private final Deque<String> trace = new ArrayDeque<>();
  private final Map<Operation, Long> calls = new EnumMap<>(Operation.class);
  private FaultPlan plan = FaultPlan.none();
  private long changesBeforePlan;
  private long changes;
  private int inodes;
  private boolean off;
  private Runnable beforeEachChange = () -> {};
  private @Nullable SyncHold hold;
  private @Nullable Object holder;

  SimulatedDisk(long seed, Entries entries) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.entries = entries;
    this.inodes = entries.inodesMax();
  }

  /** An empty disk. */
  public static SimulatedDisk withSeed(long seed) {
    return new SimulatedDisk(seed, Entries.empty());
  }

  // --- What a test does to it.

  /** From now on, this goes wrong; calls are counted anew. */
  public void follow(FaultPlan faults) {
    lock.lock();
    try {
      plan = faults;
      calls.clear();
      changesBeforePlan = changes;
    } finally {
      lock.unlock();
    }
  }

  /** Makes syncs of files wait until the result is closed. */
  public SyncHold holdSyncs() {
    lock.lock();
    try {
      SyncHold held = new SyncHold(lock);
      hold = held;
      return held;
    } finally {
      lock.unlock();
    }
  }

  /** How many changing calls it has had; a power cut makes a difference only between two. */
  public long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /** Calls {@code watcher} before each change from now on, under the lock. */
  void beforeEachChange(Runnable watcher) {
    lock.lock();
    try {
      beforeEachChange = watcher;
    } finally {
      lock.unlock();
    }
  }

  /** What would be found if the power went now; the disk goes on. */
  public PowerCut powerCut() {
    lock.lock();
    try {
      return new PowerCut(entries, List.copyOf(trace), changes, seed + changes);
    } finally {
      lock.unlock();
    }
  }

  /** Cuts the power, and restarts with an outcome drawn from the seed. This disk is dead then. */
  public SimulatedDisk crash() {
    PowerCut cut = powerOff();
    return cut.restart(seed);
  }

  /**
   * Kills the process that uses it, but not the machine: what was written is there, what was not
   * synced is still at risk, and the lock is free. This disk is dead then.
   */
  public SimulatedDisk kill() {
    return powerOff().restartProcess();
  }

  /** Cuts the power: every later call throws {@link PowerLostException}. */
  public PowerCut powerOff() {
    lock.lock();
    try {
      off = true;
      holder = null;
      if (hold != null) {
        hold.close();
      }
      return powerCut();
    } finally {
      lock.unlock();
    }
  }

  /** Flips one bit (0 to 7) of the byte at {@code position}, on the disk and in memory. */
  public void flipBit(String name, long position, int bit) throws IOException {
    lock.lock();
    try {
      Inode file = mustExist(name);
      if (position < 0 || position >= file.size() || bit < 0 || bit > 7) {
        throw new IllegalArgumentException(
            "no bit %d of byte %d in %d bytes of %s".formatted(bit, position, file.size(), name));
      }
      file.flip(position, bit);
    } finally {
      lock.unlock();
    }
  }

  // --- The directory.

  @Override
  public String describe(String name) {
    return "simulated disk (seed " + seed + ")/" + name;
  }

  @Override
  public List<String> list() throws IOException {
    lock.lock();
    try {
      failIfPlanned(Operation.LIST, "directory");
      return entries.names();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean exists(String name) throws IOException {
    lock.lock();
    try {
      FileNames.check(name);
      failIfPlanned(Operation.LIST, name);
      return entries.find(name).isPresent();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public DataFile create(String name) throws IOException {
    lock.lock();
    try {
      FileNames.check(name);
      if (entries.find(name).isPresent()) {
        throw new FileAlreadyExistsException(describe(name));
      }
      Inode file = Inode.empty(++inodes);
      change(Operation.CREATE, name, "", () -> entries.create(name, file));
      return new SimulatedFile(this, file, name, true);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public DataFile open(String name) throws IOException {
    return open(name, true);
  }

  @Override
  public DataFile openForReading(String name) throws IOException {
    return open(name, false);
  }

  private DataFile open(String name, boolean writable) throws IOException {
    lock.lock();
    try {
      FileNames.check(name);
      failIfPlanned(Operation.OPEN, name);
      return new SimulatedFile(this, mustExist(name), name, writable);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    lock.lock();
    try {
      FileNames.check(from);
      FileNames.check(to);
      Inode file = mustExist(from);
      change(Operation.RENAME, from, " to " + to, () -> entries.rename(from, to, file));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    lock.lock();
    try {
      FileNames.check(name);
      mustExist(name);
      change(Operation.DELETE, name, "", () -> entries.delete(name));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void sync() throws IOException {
    lock.lock();
    try {
      Fault fault = begin(Operation.SYNC_DIRECTORY, "directory", "");
      if (fault != null) {
        entries.syncInPart(random);
        throw failure(fault, "directory");
      }
      entries.sync();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public DirectoryLock lock() throws IOException {
    lock.lock();
    try {
      failIfPlanned(Operation.LOCK, "directory");
      if (holder != null) {
        throw new DirectoryInUseException(
            toString(), OptionalLong.of(ProcessHandle.current().pid()));
      }
      Object mine = new Object();
      holder = mine;
      return () -> free(mine);
    } finally {
      lock.unlock();
    }
  }

  private void free(Object mine) {
    lock.lock();
    try {
      if (mine.equals(holder)) {
        holder = null;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "simulated disk (seed " + seed + ")";
  }

  // --- Its files, called by their handles.

  long size(Inode file) throws IOException {
    lock.lock();
    try {
      mustBeOn();
      return file.size();
    } finally {
      lock.unlock();
    }
  }

  int read(Inode file, String name, ByteBuffer target, long position) throws IOException {
    lock.lock();
    try {
      Fault fault = begin(Operation.READ, name, "");
      if (fault == Fault.BIT_ROT) {
        rot(file, position, target.remaining());
      } else if (fault != null) {
        throw failure(fault, name);
      }
      return file.read(target, position);
    } finally {
      lock.unlock();
    }
  }

  private void rot(Inode file, long position, int length) {
    long end = Math.min(file.size(), position + length);
    if (position < end) {
      file.flip(random.nextLong(position, end), random.nextInt(8));
    }
  }

  void write(Inode file, String name, ByteBuffer source, long position) throws IOException {
    lock.lock();
    try {
      int length = source.remaining();
      Fault fault = begin(Operation.WRITE, name, " at " + position + ", " + length + " bytes");
      if (fault != null) {
        writeSome(file, source, position, random.nextInt(length + 1));
        throw failure(fault, name);
      }
      long growth = Math.max(0, position + length - file.size());
      long space = plan.spaceBytes() - entries.totalBytes();
      if (growth > space) {
        writeSome(file, source, position, (int) Math.max(0, length - (growth - space)));
        throw failure(Fault.NO_SPACE, name);
      }
      file.write(source, position);
    } finally {
      lock.unlock();
    }
  }

  private static void writeSome(Inode file, ByteBuffer source, long position, int length) {
    file.write(source.duplicate().limit(source.position() + length), position);
  }

  void truncate(Inode file, String name, long size) throws IOException {
    lock.lock();
    try {
      change(Operation.TRUNCATE, name, " to " + size, () -> file.truncate(size));
    } finally {
      lock.unlock();
    }
  }

  void sync(Inode file, String name) throws IOException {
    lock.lock();
    try {
      Fault fault = begin(Operation.SYNC, name, "");
      pause(plan.syncTime().toNanos());
      if (hold != null) {
        hold.await();
      }
      mustBeOn();
      if (fault != null) {
        file.syncInPart(random);
        throw failure(fault, name);
      }
      file.sync();
    } finally {
      lock.unlock();
    }
  }

  /** Lets this thread wait, and others work. */
  private void pause(long nanos) {
    Condition never = lock.newCondition();
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      try {
        long _ = never.awaitNanos(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // --- What all calls have in common; the caller holds the lock.

  /** A change that takes place or does not, or, after an I/O error, who knows. */
  private void change(Operation operation, String name, String detail, Runnable change)
      throws IOException {
    Fault fault = begin(operation, name, detail);
    if (fault == null || (fault == Fault.IO_ERROR && random.nextBoolean())) {
      change.run();
    }
    if (fault != null) {
      throw failure(fault, name);
    }
  }

  private void failIfPlanned(Operation operation, String name) throws IOException {
    Fault fault = begin(operation, name, "");
    if (fault != null) {
      throw failure(fault, name);
    }
  }

  /** Counts the call, and returns what shall go wrong with it, if anything. */
  private @Nullable Fault begin(Operation operation, String name, String detail)
      throws PowerLostException {
    mustBeOn();
    long nth = calls.merge(operation, 1L, Long::sum);
    long nthChange = changes + 1 - changesBeforePlan;
    Fault fault = plan.faultAt(operation, nth, nthChange).orElse(null);
    if (fault == Fault.POWER_LOSS) {
      powerOff();
      throw new PowerLostException();
    }
    if (operation.isChange()) {
      beforeEachChange.run();
      changes++;
      note(operation, name, detail, fault);
    }
    return fault == Fault.BIT_ROT && operation != Operation.READ ? null : fault;
  }

  private void note(Operation operation, String name, String detail, @Nullable Fault fault) {
    if (trace.size() == TRACE_MAX) {
      trace.removeFirst();
    }
    String end = fault == null ? "" : ": " + fault.message();
    trace.addLast(changes + " " + operation + " " + name + detail + end);
  }

  private IOException failure(Fault fault, String name) {
    return new IOException(describe(name) + ": " + fault.message());
  }

  private void mustBeOn() throws PowerLostException {
    if (off) {
      throw new PowerLostException();
    }
  }

  private Inode mustExist(String name) throws NoSuchFileException {
    return entries.find(name).orElseThrow(() -> new NoSuchFileException(describe(name)));
  }
}
