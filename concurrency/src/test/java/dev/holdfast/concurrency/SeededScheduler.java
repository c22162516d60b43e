package dev.holdfast.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs threads one at a time, in an order that a seed decides, on a clock that moves only when all
 * of them wait. A run is repeated exactly by its seed.
 */
final class SeededScheduler implements Parker {
  private static final long NEVER = Long.MAX_VALUE;

  private enum State {
    READY,
    PARKED,
    ENDED
  }

  private final class Actor {
    final Thread thread;
    State state = State.READY;
    boolean permit;
    long wakeNanos = NEVER;
    Throwable failure;

    Actor(TestThreads.Action action) {
      thread =
          Thread.ofVirtual()
              .unstarted(() -> {
                awaitTurn(this);
                try {
                  action.run();
                } catch (Throwable anything) {
                  failure = anything;
                }
                state = State.ENDED;
                giveBack();
              });
    }
  }

  final ManualTicker ticker = new ManualTicker();
  private final Random random;
  private final List<Actor> actors = new ArrayList<>();
  private volatile Actor running;
  private Thread host;

  SeededScheduler(long seed) {
    this.random = new Random(seed);
  }

  Random random() {
    return random;
  }

  void spawn(TestThreads.Action action) {
    actors.add(new Actor(action));
  }

  /** Adds an actor while others run; called by one of them. */
  void spawnNow(TestThreads.Action action) {
    Actor actor = new Actor(action);
    actors.add(actor);
    actor.thread.start();
  }

  /** Runs all to their end; fails if they wait for each other for ever. */
  void run() throws Exception {
    host = Thread.currentThread();
    actors.forEach(actor -> actor.thread.start());
    while (step()) {
      // until nobody is left
    }
    for (Actor actor : actors) {
      actor.thread.join();
      if (actor.failure != null) {
        throw new AssertionError("an actor failed", actor.failure);
      }
    }
  }

  private boolean step() {
    List<Actor> ready = actors.stream().filter(actor -> actor.state == State.READY).toList();
    if (ready.isEmpty()) {
      return passTime();
    }
    Actor next = ready.get(random.nextInt(ready.size()));
    running = next;
    LockSupport.unpark(next.thread);
    while (running != null) {
      LockSupport.park(this);
    }
    return true;
  }

  private boolean passTime() {
    long wake = NEVER;
    boolean waiting = false;
    for (Actor actor : actors) {
      waiting |= actor.state == State.PARKED;
      wake = Math.min(wake, actor.wakeNanos);
    }
    if (wake == NEVER) {
      if (waiting) {
        throw new AssertionError("all wait, and for ever");
      }
      return false;
    }
    ticker.advanceNanos(Math.max(0, wake - ticker.nanoTime()));
    for (Actor actor : actors) {
      if (actor.wakeNanos <= wake) {
        ready(actor);
      }
    }
    return true;
  }

  private static void ready(Actor actor) {
    actor.state = State.READY;
    actor.wakeNanos = NEVER;
  }

  /** Lets others run, if the seed says so. */
  void pause() {
    Actor self = running;
    giveBack();
    awaitTurn(self);
  }

  @Override
  public void park(Object blocker, long nanos) {
    Actor self = running;
    if (!self.permit) {
      self.state = State.PARKED;
      self.wakeNanos = nanos == NEVER ? NEVER : ticker.nanoTime() + nanos;
      giveBack();
      awaitTurn(self);
    }
    self.permit = false;
  }

  @Override
  public void giveWay() {
    pause();
  }

  @Override
  public void unpark(Thread thread) {
    for (Actor actor : actors) {
      if (actor.thread.equals(thread)) {
        actor.permit = true;
        if (actor.state == State.PARKED) {
          ready(actor);
        }
      }
    }
  }

  private void awaitTurn(Actor self) {
    while (running != self) {
      LockSupport.park(this);
    }
  }

  private void giveBack() {
    running = null;
    LockSupport.unpark(host);
  }
}
