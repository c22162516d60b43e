package dev.holdfast.server.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.concurrency.Semaphore;
import dev.holdfast.concurrency.SemaphoreConfig;
import dev.holdfast.observability.jfr.JfrSemaphoreListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real recordings of this process: what counts as waiting for a lock, and what does not. */
class StackReaderTest {
  private static final long MILLIS = 1_000_000;

  @TempDir private Path directory;

  private final Object monitor = new Object();
  private final ReentrantLock lock = new ReentrantLock();

  @Test
  void waitsForMonitorsLocksAndSemaphoresCountAndWaitsForWorkDoNot() throws Exception {
    Path file = directory.resolve("locks.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.JavaMonitorEnter").withThreshold(Duration.ZERO);
      recording.enable("jdk.ThreadPark").withThreshold(Duration.ZERO);
      recording.start();
      synchronized (monitor) {
        whileItWaits("monitor-waiter", Thread.State.BLOCKED, this::enterMonitor);
      }
      joinAll();
      lock.lock();
      try {
        whileItWaits("lock-waiter", Thread.State.WAITING, this::takeLock);
      } finally {
        lock.unlock();
      }
      joinAll();
      waitForPermits();
      waitForWork();
      recording.stop();
      recording.dump(file);
    }
    StackTree tree = StackReader.read(file, Profile.LOCKS);
    assertThat(tree.hottest(100))
        .extracting(StackTree.Hot::frame)
        .contains(
            "monitor of java.lang.Object",
            "java.util.concurrent.locks.ReentrantLock$NonfairSync",
            "semaphore permits")
        .noneMatch(frame -> frame.contains("ConditionObject") || frame.contains("CountDownLatch"));
    assertThat(tree.root().callees())
        .extracting(StackTree.Node::frame)
        .contains("monitor-waiter", "lock-waiter");
    assertThat(tree.root().total()).isGreaterThan(3 * MILLIS);
  }

  private Thread waiter = Thread.currentThread();

  private void whileItWaits(String name, Thread.State state, Runnable work) {
    waiter = Thread.ofPlatform().name(name).start(work);
    while (waiter.getState() != state) {
      Thread.onSpinWait();
    }
    LockSupport.parkNanos(5 * MILLIS);
  }

  private void joinAll() throws InterruptedException {
    waiter.join();
  }

  private void enterMonitor() {
    synchronized (monitor) {
      assertThat(Thread.holdsLock(monitor)).isTrue();
    }
  }

  private void takeLock() {
    lock.lock();
    try {
      assertThat(lock.isHeldByCurrentThread()).isTrue();
    } finally {
      lock.unlock();
    }
  }

  private static void waitForPermits() throws InterruptedException {
    Semaphore semaphore =
        Semaphore.create(SemaphoreConfig.of("permits", 1), new JfrSemaphoreListener("permits"));
    semaphore.acquire(1);
    // The first loads what the second needs, which may take longer than that waits.
    assertThat(semaphore.tryAcquire(1, Deadline.NOW)).isFalse();
    assertThat(semaphore.tryAcquire(1, Deadline.after(Duration.ofMillis(100)))).isFalse();
  }

  private void waitForWork() throws InterruptedException {
    assertThat(new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS)).isFalse();
    Condition never = lock.newCondition();
    lock.lock();
    try {
      for (long left = 5 * MILLIS; left > 0; ) {
        left = never.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Test
  void whatWasAllocatedBeforeTheRecordingDoesNotCount() throws Exception {
    Path file = directory.resolve("alloc.jfr");
    List<byte[]> kept = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      kept.add(new byte[1 << 20]);
      kept.removeLast();
    }
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ObjectAllocationSample").with("throttle", "1000/s");
      recording.start();
      for (int i = 0; i < 20; i++) {
        kept.add(new byte[1 << 20]);
        kept.removeLast();
      }
      recording.stop();
      recording.dump(file);
    }
    StackTree tree = StackReader.read(file, Profile.ALLOC);
    assertThat(tree.root().total()).isBetween(1L << 20, 100L << 20);
    assertThat(tree.hottest(1).getFirst().frame()).isEqualTo("byte[]");
  }
}
