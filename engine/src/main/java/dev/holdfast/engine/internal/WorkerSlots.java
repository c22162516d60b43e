package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Command;
import dev.holdfast.engine.Handlers;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.Lease;
import dev.holdfast.engine.WorkersConfig;
import dev.holdfast.engine.WorkersConfig.Threads;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The workers of one call of {@code startWorkers}: slots with a thread each, and what they share.
 */
public final class WorkerSlots {

  /** Makes what a handler sees of its attempt. */
  public interface Contexts {
    /** Of this lease, whose end and whose cancellation the others tell. */
    JobContext of(Lease lease, Supplier<Deadline> deadline, BooleanSupplier cancelled);
  }

  private final EngineRuntime engine;
  private final WorkersConfig config;
  private final Handlers handlers;
  private final Contexts contexts;
  private final HandlerRoom room;
  private final StuckWatch watch;
  private final List<WorkerSlot> slots;
  private volatile boolean closing;
  private volatile boolean interruptedAll;

  /** Slots that do nothing yet. */
  public WorkerSlots(
      EngineRuntime engine, WorkersConfig config, Handlers handlers, Contexts contexts) {
    this.engine = engine;
    this.config = config;
    this.handlers = handlers;
    this.contexts = contexts;
    this.room = new HandlerRoom(handlers);
    String prefix = "holdfast-" + config.name();
    this.watch = new StuckWatch(prefix + "-watch", config.interruptGrace(), engine.listener());
    Thread.Builder threads =
        config.threads() == Threads.VIRTUAL
            ? Thread.ofVirtual().name(prefix + "-", 1)
            : Thread.ofPlatform().daemon(true).name(prefix + "-", 1);
    this.slots =
        IntStream.rangeClosed(1, config.count())
            .mapToObj(number -> new WorkerSlot(this, reserve(number), threads))
            .toList();
  }

  private Command.Reserve reserve(int number) {
    return new Command.Reserve(config.name() + "-" + number, config.queues(), List.of(), 0);
  }

  /** Lets every slot take its first job. */
  public void start() {
    watch.start();
    slots.forEach(slot -> slot.thread().start());
  }

  /** Jobs being worked on. */
  public int active() {
    return (int) slots.stream().filter(WorkerSlot::isActive).count();
  }

  /** Stops with the patience that the configuration gives; has none left for a second time. */
  public boolean close() {
    return close(closing ? Duration.ZERO : config.drain());
  }

  /** See {@link dev.holdfast.engine.Workers#close(Duration)}. */
  public boolean close(Duration drain) {
    closing = true;
    slots.forEach(WorkerSlot::stopWaiting);
    List<WorkerSlot> others = othersThanTheCaller();
    boolean interrupted = Thread.interrupted();
    try {
      if (!join(others, Deadline.after(drain))) {
        boolean first = !interruptedAll;
        interruptedAll = true;
        others.forEach(WorkerSlot::interruptToClose);
        if (first && !join(others, Deadline.after(config.interruptGrace()))) {
          others.forEach(WorkerSlot::reportIfStuck);
        }
      }
    } catch (InterruptedException e) {
      // The closing goes on without patience: somebody is in a hurry.
      interrupted = true;
      others.forEach(WorkerSlot::interruptToClose);
    }
    watch.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    boolean ended = slots.stream().noneMatch(slot -> slot.thread().isAlive());
    if (ended) {
      engine.ended(this);
    }
    return ended;
  }

  /** A handler that closes its own workers cannot wait for itself; its end is the end of it. */
  private List<WorkerSlot> othersThanTheCaller() {
    Thread caller = Thread.currentThread();
    return slots.stream().filter(slot -> !slot.thread().equals(caller)).toList();
  }

  private static boolean join(List<WorkerSlot> slots, Deadline deadline)
      throws InterruptedException {
    for (WorkerSlot slot : slots) {
      Thread thread = slot.thread();
      while (thread.isAlive()) {
        if (deadline.isExpired()) {
          return false;
        }
        thread.join(Duration.ofNanos(deadline.remainingNanos()));
      }
    }
    return true;
  }

  /** Whether it is on that thread that stuck handlers are told of. */
  boolean isWatchedBy(Thread thread) {
    return watch.isThread(thread);
  }

  // For the slots.

  EngineRuntime engine() {
    return engine;
  }

  Handlers handlers() {
    return handlers;
  }

  JobContext context(Attempt attempt) {
    return contexts.of(attempt.lease(), attempt::deadline, attempt::isCancelled);
  }

  HandlerRoom room() {
    return room;
  }

  StuckWatch watch() {
    return watch;
  }

  boolean isClosing() {
    return closing;
  }
}
