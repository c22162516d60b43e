package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reservations that wait for a job, first come, first served: each gets the first job that it may
 * have. One owner.
 *
 * <p>Those that want the same stand in one line. What the first of a line cannot get, the others
 * cannot either; so to serve costs O(log lines) for each that is served, and one look at each line,
 * however many wait.
 */
final class WaitingList {

  /** One reservation and its turn. */
  private record Waiter(long turn, Request.Reserve request, Line line) {}

  /** Those that want the same, in the order of coming; never empty. */
  private static final class Line {
    final Object key;
    final TreeMap<Long, Waiter> waiters = new TreeMap<>();

    Line(Object key) {
      this.key = key;
    }

    Waiter first() {
      return waiters.firstEntry().getValue();
    }

    long firstTurn() {
      return waiters.firstKey();
    }
  }

  private static final Comparator<Waiter> BY_END =
      Comparator.<Waiter, Deadline>comparing(
              waiter -> waiter.request().waitUntil(), WaitingList::compare)
          .thenComparingLong(Waiter::turn);

  private final Map<Object, Line> lines = new LinkedHashMap<>();
  private final ByIdentity<Request.Reserve, Waiter> waiters = new ByIdentity<>();

  /** Those that give up some day, by that moment. */
  private final TreeSet<Waiter> giveUp = new TreeSet<>(BY_END);

  private long turns;

  /** Two clocks that say the same make equal moments of deadlines that are not equal. */
  private static int compare(Deadline one, Deadline other) {
    boolean notAfter = one.earlier(other).equals(one);
    boolean notBefore = other.earlier(one).equals(other);
    return notAfter && notBefore ? 0 : notAfter ? -1 : 1;
  }

  void add(Request.Reserve request) {
    Object key = request.taker().line(request.command());
    Line line = lines.computeIfAbsent(key, Line::new);
    Waiter waiter = new Waiter(++turns, request, line);
    line.waiters.put(waiter.turn(), waiter);
    waiters.put(request, waiter);
    if (!request.waitUntil().isNever()) {
      giveUp.add(waiter);
    }
  }

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  /** Whether it waited until now. */
  boolean remove(Request.Reserve request) {
    Waiter waiter = waiters.get(request);
    if (waiter == null) {
      return false;
    }
    remove(waiter);
    return true;
  }

  private void remove(Waiter waiter) {
    waiters.remove(waiter.request());
    giveUp.remove(waiter);
    Line line = waiter.line();
    line.waiters.remove(waiter.turn());
    if (line.waiters.isEmpty()) {
      lines.remove(line.key);
    }
  }

  /**
   * Serves whom it can, in order. A request stays in the list until it is served: if the log fails
   * meanwhile, it is refused with the others.
   *
   * @param isAny whether there is any job for anybody
   * @param reserve tries to serve one
   */
  void serve(BooleanSupplier isAny, Predicate<Request.Reserve> reserve) {
    if (waiters.isEmpty() || !isAny.getAsBoolean()) {
      return;
    }
    PriorityQueue<Line> open = new PriorityQueue<>(Comparator.comparingLong(Line::firstTurn));
    open.addAll(lines.values());
    for (Line line = open.poll(); line != null && isAny.getAsBoolean(); line = open.poll()) {
      Waiter first = line.first();
      if (first.request().promise().isDone() || reserve.test(first.request())) {
        remove(first);
        if (!line.waiters.isEmpty()) {
          open.add(line);
        }
      }
    }
  }

  /** Ends the wait of those that waited long enough. */
  void endExpired(Consumer<Request.Reserve> end) {
    for (Waiter first = firstToGiveUp();
        first != null && first.request().waitUntil().isExpired();
        first = firstToGiveUp()) {
      remove(first);
      end.accept(first.request());
    }
  }

  private @Nullable Waiter firstToGiveUp() {
    return giveUp.isEmpty() ? null : giveUp.first();
  }

  Deadline nextGivingUp() {
    return Optional.ofNullable(firstToGiveUp())
        .map(waiter -> waiter.request().waitUntil())
        .orElse(Deadline.NEVER);
  }

  /** Ends all waits, in order. */
  void drain(Consumer<Request.Reserve> end) {
    lines.values().stream()
        .flatMap(line -> line.waiters.values().stream())
        .sorted(Comparator.comparingLong(Waiter::turn))
        .map(Waiter::request)
        .toList()
        .forEach(end);
    waiters.clear();
    giveUp.clear();
    lines.clear();
  }
}
