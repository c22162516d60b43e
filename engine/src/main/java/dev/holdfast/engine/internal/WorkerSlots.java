package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.concurrency.WorkerPool;
import dev.holdfast.concurrency.WorkerPoolConfig;
import dev.holdfast.concurrency.WorkerPoolListener;
import dev.holdfast.core.Command;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JobHandler;
import dev.holdfast.engine.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of slots, each of which takes a job, has it run by the pool, answers, and takes
 * the next. A slot costs no thread while it waits: its reservation is parked in the commit loop.
 */
public final class WorkerSlots {

  private final EngineRuntime engine;
  private final JobHandler handler;
  private final WorkerPool pool;
  private final List<Slot> slots = new ArrayList<>();
  private final Map<Thread, Lease> running = new ConcurrentHashMap<>();
  private volatile boolean closing;

  /** Slots that do nothing yet. */
  public WorkerSlots(EngineRuntime engine, int count, JobHandler handler) {
    this.engine = engine;
    this.handler = handler;
    this.pool =
        WorkerPool.create(
            WorkerPoolConfig.named("holdfast").withWorkers(count), new StuckHandlers());
    for (int i = 1; i <= count; i++) {
      slots.add(new Slot("worker-" + i));
    }
  }

  /** Lets every slot take its first job. */
  public void start() {
    slots.forEach(Slot::takeNext);
  }

  /** Jobs being worked on. */
  public int active() {
    return pool.activeWorkers();
  }

  /** Stops with the patience of one lease. */
  public void close() {
    close(engine.leaseTime());
  }

  /** See {@link dev.holdfast.engine.Workers#close(Duration)}. */
  public boolean close(Duration drain) {
    closing = true;
    slots.forEach(Slot::stopWaiting);
    return pool.shutdown(Deadline.after(drain));
  }

  private final class Slot {
    private final String name;
    private volatile Request.@Nullable Reserve reserve;

    Slot(String name) {
      this.name = name;
    }

    void takeNext() {
      if (closing) {
        return;
      }
      var request =
          new Request.Reserve(
              new Command.Reserve(name), 1, Deadline.NEVER, new CompletableFuture<>());
      reserve = request;
      var _ = engine.submit(request).promise().whenComplete(this::reserved);
      if (closing) {
        stopWaiting();
      }
    }

    void stopWaiting() {
      Request.Reserve waiting = reserve;
      if (waiting != null) {
        engine.submit(new Request.StopWaiting(waiting, new CompletableFuture<>()));
      }
    }

    /**
     * On the reply thread. An engine that closes or fails, and a wait that was stopped, end the
     * slot.
     */
    private void reserved(@Nullable List<Lease> leases, @Nullable Throwable end) {
      if (leases != null && !leases.isEmpty()) {
        Lease lease = leases.getFirst();
        long leftMillis = lease.deadlineMillis() - engine.clock().millis();
        new Attempt(lease, Deadline.after(Duration.ofMillis(Math.max(0, leftMillis)))).submit();
      }
    }

    /** One lease on its way through the pool; whoever takes it over lets the slot go on. */
    private final class Attempt {
      private final Lease lease;
      private final Deadline deadline;
      private final AtomicBoolean takenOver = new AtomicBoolean();

      Attempt(Lease lease, Deadline deadline) {
        this.lease = lease;
        this.deadline = deadline;
      }

      void submit() {
        var _ = pool.submit(this::run, deadline).whenComplete((_, _) -> skipIfNotBegun());
      }

      /**
       * The lease was over before a thread could begin with it: the slot must not wait for an end.
       */
      private void skipIfNotBegun() {
        if (takenOver.compareAndSet(false, true)) {
          // Not on this thread, the pool's watchdog perhaps: taking the next job may have to wait.
          Thread.ofVirtual().name(name).start(Slot.this::takeNext);
        }
      }

      private @Nullable Void run() {
        if (!takenOver.compareAndSet(false, true)) {
          return null;
        }
        running.put(Thread.currentThread(), lease);
        try {
          handler.handle(JobContext.of(lease, deadline));
          settle(new Command.Ack(lease.id(), lease.attempt()), lease);
        } catch (Throwable e) {
          // After the deadline the lease has ended by itself; a close must not cost the job one of
          // its attempts.
          if (!deadline.isExpired() && !closing) {
            settle(new Command.Fail(lease.id(), lease.attempt(), describe(e)), lease);
          }
        } finally {
          running.remove(Thread.currentThread());
          takeNext();
        }
        return null;
      }
    }

    private void settle(Command command, Lease lease) {
      engine.submit(new Request.Settle(command, lease, new CompletableFuture<>()));
    }
  }

  /** Finds the job of a thread that goes on after its interrupt. */
  private final class StuckHandlers implements WorkerPoolListener {
    @Override
    public void taskStuck(Thread thread, long runNanos) {
      Lease lease = running.get(thread);
      if (lease != null) {
        engine.listener().handlerStuck(lease.id(), lease.attempt());
      }
    }
  }

  private static String describe(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }
}
