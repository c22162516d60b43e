package dev.holdfast.examples.mistakes;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Deadlock by calling others while holding a lock. Each of two accounts tells the other of a change
 * while it still holds its own lock, so each ends up waiting for the lock of the other.
 */
public final class CallUnderALock {

  private CallUnderALock() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    IO.println("calling under the lock: " + runBoth(Account::changeAndTell));
    IO.println("calling after it: " + runBoth(Account::changeThenTell));
  }

  private static final class Account {
    private final ReentrantLock lock = new ReentrantLock();
    private int changes;

    /** The mistake: whom we call takes a lock too, and we cannot know which. */
    void changeAndTell(Account other, CyclicBarrier bothHere) throws Exception {
      lock.lockInterruptibly();
      try {
        changes++;
        bothHere.await();
        other.hear();
      } finally {
        lock.unlock();
      }
    }

    /** The cure: change under the lock, call without it. */
    void changeThenTell(Account other, CyclicBarrier bothHere) throws Exception {
      lock.lockInterruptibly();
      try {
        changes++;
      } finally {
        lock.unlock();
      }
      bothHere.await();
      other.hear();
    }

    private void hear() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        changes++;
      } finally {
        lock.unlock();
      }
    }
  }

  /** One way of changing an account and telling another. */
  @FunctionalInterface
  private interface Change {
    void apply(Account changed, Account told, CyclicBarrier bothHere) throws Exception;
  }

  /** Runs the change both ways at once; a deadlock is interrupted, so that the program ends. */
  private static String runBoth(Change change) throws InterruptedException {
    Account one = new Account();
    Account two = new Account();
    CyclicBarrier bothHere = new CyclicBarrier(2);
    Thread forth = start(() -> change.apply(one, two, bothHere));
    Thread back = start(() -> change.apply(two, one, bothHere));
    boolean deadlock = endInDeadlock(forth, back);
    // Only locks that are taken interruptibly give us a way out.
    forth.interrupt();
    back.interrupt();
    forth.join();
    back.join();
    return deadlock ? "deadlock" : "done, %d changes".formatted(one.changes + two.changes);
  }

  /** Waits until both have ended (false), or the JVM sees that they wait for each other (true). */
  private static boolean endInDeadlock(Thread forth, Thread back) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    while (forth.isAlive() || back.isAlive()) {
      if (threads.findDeadlockedThreads() != null) {
        return true;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return false;
  }

  private interface Action {
    void run() throws Exception;
  }

  private static Thread start(Action action) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            action.run();
          } catch (Exception e) {
            // Interrupted out of the deadlock: this thread ends.
          }
        });
  }
}
